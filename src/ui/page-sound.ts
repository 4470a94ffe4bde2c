/**
 * The one `AudioContext` of all tiles of a page, since browsers allow few: opened for the first who needs it, closed with
 * the last. Nothing else of a page is shared, and nobody can tell that this is.
 *
 * It is cared for as `AudioLevelMeter` cares for its own: `interrupted` (iOS) is left to end by itself, `suspended` is
 * resumed at each change, click and key, and when the page is seen again. What they shared would be one more file to load
 * before a call.
 */
class PageSound {
  readonly #users = new Set<() => void>();
  #context: AudioContext | null = null;
  #unlisten = new AbortController();

  /** @param onChange who needs it; called when it begins to run, and when it stands still */
  open(onChange: () => void): AudioContext {
    this.#users.add(onChange);
    return (this.#context ??= this.#create());
  }

  close(onChange: () => void): void {
    if (!this.#users.delete(onChange) || this.#users.size > 0) return;
    this.#unlisten.abort();
    void this.#context?.close();
    this.#context = null;
  }

  #create(): AudioContext {
    const context = new AudioContext();
    this.#unlisten = new AbortController();
    const {signal} = this.#unlisten;
    const resume = (): void => {
      if (context.state !== 'suspended' || document.visibilityState !== 'visible') return;
      context.resume().catch(() => {
        // Not before a click: the next one tries again.
      });
    };
    context.addEventListener(
      'statechange',
      () => {
        resume();
        for (const onChange of this.#users) onChange();
      },
      {signal},
    );
    for (const type of ['visibilitychange', 'pointerup', 'keydown'])
      document.addEventListener(type, resume, {signal, capture: true, passive: true});
    resume();
    return context;
  }
}

export const pageSound = new PageSound();
