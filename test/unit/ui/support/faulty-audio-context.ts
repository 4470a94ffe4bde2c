const RealAudioContext = AudioContext;

/** A real one, which a test can have stand still as a phone does. */
export class FaultyAudioContext extends RealAudioContext {
  /** All that were opened since {@link install}. */
  static readonly opened: FaultyAudioContext[] = [];
  /** Contexts that are opened now may not run. */
  static isRefused = false;

  #fault: string | null = FaultyAudioContext.isRefused ? 'suspended' : null;
  resumed = 0;

  static install(): void {
    FaultyAudioContext.opened.length = 0;
    FaultyAudioContext.isRefused = false;
    window.AudioContext = FaultyAudioContext;
  }

  static uninstall(): void {
    window.AudioContext = RealAudioContext;
  }

  static get open(): readonly FaultyAudioContext[] {
    return FaultyAudioContext.opened.filter(({state}) => state !== 'closed');
  }

  constructor(options?: AudioContextOptions) {
    super(options);
    FaultyAudioContext.opened.push(this);
  }

  override get state(): AudioContextState {
    return super.state === 'closed' ? 'closed' : ((this.#fault ?? super.state) as AudioContextState);
  }

  override async resume(): Promise<void> {
    this.resumed++;
    if (FaultyAudioContext.isRefused) throw new DOMException('not without a click', 'InvalidStateError');
    await super.resume();
    this.fail(null);
  }

  /** From now on it says that it is in this state; null is the one it is in. */
  fail(state: 'interrupted' | 'suspended' | null): void {
    this.#fault = state;
    this.dispatchEvent(new Event('statechange'));
  }
}
