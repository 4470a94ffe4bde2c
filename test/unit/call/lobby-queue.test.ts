import {expect} from '@open-wc/testing';
import {admission} from '../../../src/call/admission.js';
import {LobbyQueue} from '../../../src/call/lobby-queue.js';
import type {Participant} from '../../../src/protocol/participant.js';
import {person} from './people.js';

describe('LobbyQueue', () => {
  const ann = person('ann', 1);
  const [ben, cid, dan] = [person('ben', null), person('cid', null), person('dan', null)];

  /** For whom seats are kept when the store showed these lobbies, one after the other, to ann, who sits. */
  const kept = (capacity: number, ...lobbies: readonly (readonly Participant[])[]): readonly string[] => {
    const queue = new LobbyQueue();
    for (const lobby of lobbies) queue.update(lobby);
    const last = lobbies.at(-1) ?? [];
    const seats = admission([{...ann, capacity}, ...last], capacity);
    return last.filter(entry => queue.isSeatKeptFor(entry, seats)).map(({uid}) => uid);
  };

  it('keeps as many seats as are free', () => {
    expect(kept(4, [ben, cid, dan])).to.deep.equal(['ben', 'cid', 'dan']);
    expect(kept(3, [ben, cid, dan])).to.deep.equal(['ben', 'cid']);
  });

  it('keeps them for who came first, in whatever order the store shows them', () => {
    expect(kept(2, [cid], [ben, cid])).to.deep.equal(['cid']);
  });

  it('passes on what was kept for somebody who went, and who is the last when they come back', () => {
    expect(kept(2, [cid, ben], [ben])).to.deep.equal(['ben']);
    expect(kept(2, [cid, ben], [ben], [cid, ben])).to.deep.equal(['ben']);
  });

  it('takes another session of the same person for a newcomer', () => {
    expect(kept(2, [cid, ben], [{...cid, session: 'cid-reloaded'}, ben])).to.deep.equal(['ben']);
  });

  it('keeps none for who sits, or who would find the room too large', () => {
    expect(kept(4, [ann])).to.deep.equal([]);
    expect(kept(4, [{...ben, capacity: 1}, cid])).to.deep.equal(['cid']);
  });
});
