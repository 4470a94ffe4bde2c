import {callAfter} from '../util/call-after.js';
import type {Clock} from '../util/clock.js';
import type {ControlChannel} from './control-channel.js';
import {nextLinkState} from './link-state.js';
import type {LinkState} from './peer-link.js';
import {SilenceWatch, type Silence} from './silence-watch.js';

export interface LinkStateWatchOptions {
  readonly connection: RTCPeerConnection;
  readonly channel: Pick<ControlChannel, 'isOpen' | 'heardCount'>;
  readonly clock: Clock;
  /** Before the state that comes of it. */
  readonly onSilence: (silence: Silence) => void;
  readonly onState: (state: LinkState, before: LinkState) => void;
  /** What was under way by the path that there was may be lost. */
  readonly onPathChanged: () => void;
}

/** Whoever is there is heard within this time: heartbeats come every 500 ms. */
export const recentMs = 750;
/**
 * Chromium says `failed` for a moment of a first attempt that goes on and connects: as it takes the answer to an offer made
 * anew, when checks of the other side were there before it (156; one in forty on a busy machine). What has failed stays so.
 */
const failedForMs = 200;

/** Listens to the browser and to the other side, and tells how the link stands by both: {@link nextLinkState}. */
export class LinkStateWatch {
  readonly #options: LinkStateWatchOptions;
  readonly #ended = new AbortController();
  #state: LinkState = 'connecting';
  #since = -Infinity;
  /** How often the browser has called the connection something else. */
  #stateChanges = 0;
  /** It has called it failed, and nothing else for a while. */
  #hasFailed = false;
  #silenceWatch: SilenceWatch | null = null;
  #silence: Silence = 'none';
  /** Nothing comes by the path that there was: until something is heard. */
  #isPathGivenUp = false;

  constructor(options: LinkStateWatchOptions) {
    this.#options = options;
    const {signal} = this.#ended;
    options.connection.addEventListener('connectionstatechange', this.#onConnectionState, {signal});
    globalThis.addEventListener('offline', this.update, {signal});
  }

  get state(): LinkState {
    return this.#state;
  }

  /** Local time of its last change by what is known of the link; `-Infinity` before the first. */
  get since(): number {
    return this.#since;
  }

  /** It was connected, and is neither lost nor closed. */
  get isUp(): boolean {
    return this.#state === 'connected' || this.#state === 'interrupted';
  }

  /** Whether something comes by the path that there is, whatever the browser thinks of it. */
  get isHeard(): boolean {
    return this.#silence === 'none' && !this.#isPathGivenUp && this.isUp;
  }

  /** As {@link SilenceWatch.isHeardSince}, and never of an other side whose channel is closed. */
  isHeardSince(at: number): boolean {
    return this.#options.channel.isOpen && (this.#silenceWatch?.isHeardSince(at) ?? false);
  }

  /** The control channel is open: from here on the other side is listened for. */
  begin(): void {
    const {connection, channel, clock, onPathChanged} = this.#options;
    this.#silenceWatch = new SilenceWatch({
      clock,
      messageCount: () => channel.heardCount,
      receivers: () => connection.getReceivers(),
      onChange: this.#onSilence,
      onRegained: onPathChanged,
    });
    const {signal} = this.#ended;
    const transport = connection.sctp?.transport;
    transport?.addEventListener('statechange', this.update, {signal});
    // Not told by Firefox.
    transport?.iceTransport.addEventListener('selectedcandidatepairchange', onPathChanged, {signal});
    this.update();
  }

  /** As {@link SilenceWatch.look}. */
  look(): void {
    this.#silenceWatch?.look();
  }

  /** A description may bring another path: what is heard next may come by it. */
  expectAnotherPath(): void {
    this.#silenceWatch?.renew();
  }

  /** Nothing comes by the path that there was: until something is heard, the link counts as interrupted. */
  giveUpPath(): void {
    this.#isPathGivenUp = true;
    this.#silenceWatch?.giveUpPath();
    this.update();
  }

  /** Takes in what the browser says of it by now: not everything has an event. */
  update = (): void => {
    const before = this.#state;
    const next = this.#nextState;
    if (next === before) return;
    this.#state = next;
    this.#since = this.#options.clock.now();
    this.#options.onState(next, before);
  };

  /** It is given up, whatever is known of it. */
  lose(): void {
    const before = this.#state;
    if (before === 'lost' || before === 'closed') return;
    this.#state = 'lost';
    this.#options.onState('lost', before);
  }

  /** It is closed: nothing is told any more. */
  stop(): void {
    this.#state = 'closed';
    this.#ended.abort();
    this.#silenceWatch?.stop();
  }

  get #nextState(): LinkState {
    const {connection, channel} = this.#options;
    return nextLinkState({
      before: this.#state,
      connectionState: connection.connectionState,
      dtlsState: connection.sctp?.transport.state,
      hasFailed: this.#hasFailed,
      isChannelOpen: channel.isOpen,
      silence: this.#silence,
      isPathGivenUp: this.#isPathGivenUp,
      online: navigator.onLine,
    });
  }

  #onConnectionState = (): void => {
    const {connection, clock} = this.#options;
    const change = ++this.#stateChanges;
    this.#hasFailed = false;
    const decide = (): void => {
      this.#hasFailed = change === this.#stateChanges;
      this.update();
    };
    if (connection.connectionState === 'failed') callAfter(clock, failedForMs, decide, this.#ended.signal);
    this.update();
  };

  #onSilence = (silence: Silence): void => {
    this.#silence = silence;
    if (silence === 'none') this.#isPathGivenUp = false;
    this.#options.onSilence(silence);
    this.update();
  };
}
