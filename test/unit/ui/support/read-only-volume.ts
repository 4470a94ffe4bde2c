const descriptor = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, 'volume');

/** Elements of iOS: their volume is the person's. */
export const readOnlyVolumes = {
  /** As Apple tells it. */
  'stays 1': {get: () => 1, set: () => undefined},
  /** As it is seen to be: https://github.com/videojs/video.js/issues/7040. */
  'is taken back in a moment': {
    get: function (this: HTMLMediaElement): number {
      return momentary.get(this) ?? 1;
    },
    set: function (this: HTMLMediaElement, volume: number): void {
      momentary.set(this, volume);
      setTimeout(() => momentary.delete(this));
    },
  },
} as const satisfies Record<string, PropertyDescriptor>;

const momentary = new WeakMap<HTMLMediaElement, number>();

export function makeVolumeReadOnly(how: keyof typeof readOnlyVolumes = 'stays 1'): void {
  Object.defineProperty(HTMLMediaElement.prototype, 'volume', {configurable: true, ...readOnlyVolumes[how]});
}

export function restoreVolume(): void {
  if (descriptor) Object.defineProperty(HTMLMediaElement.prototype, 'volume', descriptor);
}
