import {expect} from '@open-wc/testing';
import {CallError} from '../../../src/errors.js';
import type {Participant} from '../../../src/protocol/participant.js';
import {ConflictError} from '../../../src/signaling/signaling.js';
import {ann, ben, setupMesh} from './mesh-fixture.js';

const removed = (participant: Participant): Participant => ({...participant, state: 'removed', joinedAt: null});

describe('PeerMesh: whom the owner of the room removes', () => {
  it('is dropped at once, however live the link is, and gets no other', async () => {
    const {clock, mesh, link, links, uids} = await setupMesh();
    expect(uids()).to.deep.equal(['ben']);
    mesh.updateParticipants([ann, removed(ben)]);
    expect(link.state).to.equal('closed');
    expect(uids()).to.deep.equal([]);
    await clock.advance(60_000);
    expect(links).to.have.length(1);
  });

  it('is told from somebody whose entry is gone, who is kept', async () => {
    const {mesh, link, uids} = await setupMesh();
    mesh.updateParticipants([ann]);
    expect(link.state).to.equal('connected');
    expect(uids()).to.deep.equal(['ben']);
  });

  it('is linked again when admitted again', async () => {
    const {clock, mesh, links} = await setupMesh();
    mesh.updateParticipants([ann, removed(ben)]);
    mesh.updateParticipants([ann, {...ben, session: 'ben-2'}]);
    await clock.advance(10);
    expect(links).to.have.length(2);
  });

  it('ends every link of one’s own when it is oneself', async () => {
    const {clock, mesh, link, shutOut} = await setupMesh();
    mesh.updateParticipants([removed(ann), ben]);
    expect(link.state).to.equal('closed');
    expect(shutOut.map(({code}) => code)).to.deep.equal(['removed']);
    await clock.advance(60_000);
    expect(clock.pending).to.equal(0);
  });
});

describe('PeerMesh: an own entry that is gone', () => {
  for (const error of [CallError.removed(), CallError.roomLocked()]) {
    it(`and may not be written again: ${error.code}`, async () => {
      const {clock, mesh, link, shutOut} = await setupMesh({restore: () => Promise.reject(error)});
      mesh.updateParticipants([ben]);
      await clock.advance(10);
      expect(link.state).to.equal('closed');
      expect(shutOut).to.deep.equal([error]);
    });
  }

  it('is written again where it only met another write', async () => {
    let tries = 0;
    const restore = (): Promise<void> => {
      tries++;
      return Promise.reject(new ConflictError('somebody was faster'));
    };
    const {clock, mesh, link, shutOut} = await setupMesh({restore});
    mesh.updateParticipants([ben]);
    await clock.advance(5_000);
    expect(tries).to.be.above(1);
    expect(link.state).to.equal('connected');
    expect(shutOut).to.deep.equal([]);
  });
});
