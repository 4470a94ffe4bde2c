import type {Knock} from '../../protocol/knock.js';
import type {Clock} from '../../util/clock.js';

export interface DoorOptions {
  readonly clock: Clock;
  readonly serverNow: () => number;
  /** Whoever stands there now, whenever it changed. */
  readonly onKnocks: (knocks: readonly Knock[]) => void;
  /** Whose knock is over without an answer, as after a crash: its document is of no use any more. */
  readonly onOver: (uid: string) => void;
}

/** Who stands at the door of one's own room: the knocks that the listener shows, each as long as it lasts. */
export class Door {
  readonly #options: DoorOptions;
  #shown: readonly Knock[] = [];
  #standing: readonly Knock[] = [];
  #cancelWake: (() => void) | null = null;

  constructor(options: DoorOptions) {
    this.#options = options;
  }

  get knocking(): readonly string[] {
    return this.#standing.map(({uid}) => uid);
  }

  show(knocks: readonly Knock[]): void {
    this.#shown = knocks;
    this.#look();
  }

  close(): void {
    this.#cancelWake?.();
  }

  #look = (): void => {
    const {clock, serverNow, onKnocks, onOver} = this.#options;
    const now = serverNow();
    const standing = this.#shown.filter(({expireAt}) => expireAt > now);
    const over = this.#shown.filter(({expireAt}) => expireAt <= now);
    this.#shown = standing;
    if (namesOf(standing) !== namesOf(this.#standing)) onKnocks(standing);
    this.#standing = standing;
    for (const {uid} of over) onOver(uid);
    this.#cancelWake?.();
    const nextMs = Math.min(...standing.map(({expireAt}) => expireAt)) - now;
    this.#cancelWake = standing.length === 0 ? null : clock.after(nextMs + 1, this.#look);
  };
}

/** What somebody who only knocks again leaves as it is. */
const namesOf = (knocks: readonly Knock[]): string => JSON.stringify(knocks.map(({uid, name}) => [uid, name]));
