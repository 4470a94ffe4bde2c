import type {Log} from '../log.js';
import {ConflictError, type Answer, type SignalingRoom} from '../signaling/signaling.js';
import type {PairView} from './mesh-plan.js';
import type {PairWork} from './pair-work.js';

export interface AnsweringJoin {
  readonly room: SignalingRoom;
  readonly name: string;
  /** The pairs in which an answer can go out with the join, and what is known of each. */
  readonly answering: readonly {readonly pair: PairWork; readonly view: PairView}[];
  readonly signal: AbortSignal;
  readonly log: Log;
}

/**
 * Joins with every answer that lies ready or can be made at once. Nothing else is done for these pairs meanwhile.
 * @throws {ConflictError} another session took over
 * @throws {CallError} as `SignalingRoom.join`
 */
export async function joinAnswering(join: AnsweringJoin): Promise<void> {
  const {answering} = join;
  let isCommitted = false;
  try {
    const found = await Promise.all(answering.map(({pair, view}) => pair.answerForJoin(view)));
    const answers = found.filter(answer => answer !== null);
    for (const {pair} of answering) pair.releaseForJoin(answers);
    const sent = await commitJoin(join, answers);
    isCommitted = true;
    for (const {pair} of answering) pair.settleJoin(sent);
  } finally {
    for (const {pair} of answering) pair.endJoin({isCommitted});
  }
}

/** An answer that went out of date refuses the whole commit: then join without any, and answer what there is after. */
async function commitJoin(
  {room, name, signal, log}: AnsweringJoin,
  answers: readonly Answer[],
): Promise<readonly Answer[]> {
  try {
    await room.join({name, answers}, {signal});
    return answers;
  } catch (error) {
    if (!(error instanceof ConflictError) || answers.length === 0) throw error;
    log.debug('joining without answers, one was out of date', error);
    await room.join({name, answers: []}, {signal});
    return [];
  }
}
