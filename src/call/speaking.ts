import {hasOtherContent} from '../util/other-content.js';

/** Somebody who could speak: connected, and their microphone is on. */
export interface Voice {
  readonly uid: string;
  /** Just now. */
  readonly isLoud: boolean;
}

/** People pause between two words for about as long: a ring that went with each of them would flicker. */
const lingerMs = 800;

/** Tells who speaks from how loud they are now and then: from the first sound on, until {@link lingerMs} after the last. */
export class Speaking {
  #loudAt: ReadonlyMap<string, number> = new Map();
  #uids: readonly string[] = [];

  /** Who spoke when they were heard last. */
  get uids(): readonly string[] {
    return this.#uids;
  }

  /** Who speaks by now; the same list while nobody begins or ends. Who is not among the voices does not speak, at once. */
  hear(voices: readonly Voice[], nowMs: number): readonly string[] {
    const before = this.#loudAt;
    const loudAt = voices.map(({uid, isLoud}) => [uid, isLoud ? nowMs : (before.get(uid) ?? -Infinity)] as const);
    this.#loudAt = new Map(loudAt.filter(([, atMs]) => nowMs - atMs < lingerMs));
    const uids = [...this.#loudAt.keys()];
    if (hasOtherContent(uids, this.#uids)) this.#uids = uids;
    return this.#uids;
  }
}
