/** What a page has open at a moment. */
export interface Leftovers {
  readonly connections: number;
  readonly channels: number;
  readonly tracks: number;
  readonly audioContexts: number;
  readonly timers: number;
  /** On window, document and the list of devices: what outlives an element. */
  readonly listeners: number;
}

declare global {
  interface Window {
    countLeftovers: () => Leftovers;
  }
}

/** Runs in the page, before any script of the page's: counts what is opened and not closed again. It keeps nothing alive. */
// eslint-disable-next-line max-lines-per-function -- one function is what can be sent into a page
export function startCounting(): void {
  const opened = {
    connections: new Set<WeakRef<RTCPeerConnection>>(),
    channels: new Set<WeakRef<RTCDataChannel>>(),
    tracks: new Set<WeakRef<MediaStreamTrack>>(),
    audioContexts: new Set<WeakRef<AudioContext>>(),
  };
  const timers = new Set<number>();
  const listeners = new Set<string>();

  /** Those that are open; the others are forgotten. */
  const openOnes = <T extends WeakKey>(refs: Set<WeakRef<T>>, isOpen: (one: T) => boolean): number => {
    for (const ref of refs) {
      const one = ref.deref();
      if (!one || !isOpen(one)) refs.delete(ref);
    }
    return refs.size;
  };
  window.countLeftovers = () => ({
    connections: openOnes(opened.connections, ({signalingState}) => signalingState !== 'closed'),
    channels: openOnes(opened.channels, ({readyState}) => readyState !== 'closed'),
    tracks: openOnes(opened.tracks, ({readyState}) => readyState === 'live'),
    audioContexts: openOnes(opened.audioContexts, ({state}) => state !== 'closed'),
    timers: timers.size,
    listeners: listeners.size,
  });

  window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      opened.connections.add(new WeakRef(this));
    }
    override createDataChannel(label: string, init?: RTCDataChannelInit): RTCDataChannel {
      const channel = super.createDataChannel(label, init);
      opened.channels.add(new WeakRef(channel));
      return channel;
    }
  };
  window.AudioContext = class extends AudioContext {
    constructor(options?: AudioContextOptions) {
      super(options);
      opened.audioContexts.add(new WeakRef(this));
    }
  };
  const getUserMedia = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async constraints => {
    const stream = await getUserMedia(constraints);
    for (const track of stream.getTracks()) opened.tracks.add(new WeakRef(track));
    return stream;
  };
  const clone = Object.getOwnPropertyDescriptor(MediaStreamTrack.prototype, 'clone')?.value as () => MediaStreamTrack;
  MediaStreamTrack.prototype.clone = function (this: MediaStreamTrack) {
    const copy = clone.call(this);
    opened.tracks.add(new WeakRef(copy));
    return copy;
  };

  const nativeSet = window.setTimeout.bind(window);
  const nativeClear = window.clearTimeout.bind(window);
  window.setTimeout = ((callback: (...args: unknown[]) => void, delayMs?: number, ...args: unknown[]) => {
    const id = nativeSet(() => {
      timers.delete(id);
      callback(...args);
    }, delayMs);
    timers.add(id);
    return id;
  }) as typeof setTimeout;
  window.clearTimeout = id => {
    timers.delete(id as number);
    nativeClear(id);
  };
  const nativeInterval = window.setInterval.bind(window);
  window.setInterval = ((callback: () => void, delayMs?: number) => {
    const id = nativeInterval(callback, delayMs);
    timers.add(id);
    return id;
  }) as typeof setInterval;
  window.clearInterval = window.clearTimeout;

  const names = new WeakMap<WeakKey, number>();
  let count = 0;
  const nameOf = (one: WeakKey): number => {
    if (!names.has(one)) names.set(one, ++count);
    return names.get(one) ?? 0;
  };
  type Options = boolean | AddEventListenerOptions | undefined;
  const isCapture = (options: Options): boolean => (typeof options === 'object' ? !!options.capture : !!options);
  for (const target of [window, document, navigator.mediaDevices] as readonly EventTarget[]) {
    const add = target.addEventListener.bind(target);
    const remove = target.removeEventListener.bind(target);
    const keyOf = (type: string, listener: WeakKey, options: Options): string =>
      [nameOf(target), type, nameOf(listener), isCapture(options)].join(' ');
    target.addEventListener = (
      type: string,
      listener: EventListenerOrEventListenerObject | null,
      options?: Options,
    ) => {
      add(type, listener, options);
      if (!listener) return;
      const key = keyOf(type, listener, options);
      listeners.add(key);
      const {signal, once} = typeof options === 'object' ? options : {};
      const forget = (): void => void listeners.delete(key);
      signal?.addEventListener('abort', forget, {once: true});
      if (once) add(type, forget, {once, capture: isCapture(options)});
    };
    target.removeEventListener = (
      type: string,
      listener: EventListenerOrEventListenerObject | null,
      options?: Options,
    ) => {
      remove(type, listener, options);
      if (listener) listeners.delete(keyOf(type, listener, options));
    };
  }
}
