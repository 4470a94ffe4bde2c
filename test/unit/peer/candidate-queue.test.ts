import {expect} from '@open-wc/testing';
import {CandidateQueue} from '../../../src/peer/candidate-queue.js';
import type {Candidate} from '../../../src/protocol/candidate.js';

const candidate = (name: string, revision = 1, sdpMid = '0'): Candidate => ({
  revision,
  sdpMid,
  candidate: `candidate:${name}`,
});

function setup() {
  const applied: string[] = [];
  const queue = new CandidateQueue(({revision, sdpMid, candidate: line}) => {
    applied.push(`${line.slice('candidate:'.length)} of ${revision} in ${sdpMid}`);
  });
  return {queue, applied};
}

describe('CandidateQueue', () => {
  it('holds candidates until their description is there', () => {
    const {queue, applied} = setup();
    queue.add([candidate('a'), candidate('b')]);
    expect(applied).to.deep.equal([]);
    queue.open(1);
    expect(applied).to.deep.equal(['a of 1 in 0', 'b of 1 in 0']);
  });

  it('applies at once what comes after it, in order', () => {
    const {queue, applied} = setup();
    queue.open(1);
    queue.add([candidate('a')]);
    queue.add([candidate('b'), candidate('c')]);
    expect(applied).to.deep.equal(['a of 1 in 0', 'b of 1 in 0', 'c of 1 in 0']);
  });

  it('applies each once, however often and in whatever list it comes', () => {
    const {queue, applied} = setup();
    queue.add([candidate('a'), candidate('a')]);
    queue.add([candidate('a')]);
    queue.open(1);
    queue.open(1);
    queue.add([candidate('a'), candidate('b'), candidate('a')]);
    expect(applied).to.deep.equal(['a of 1 in 0', 'b of 1 in 0']);
  });

  it('tells the same candidate of two sections apart', () => {
    const {queue, applied} = setup();
    queue.open(1);
    queue.add([candidate('a', 1, '0'), candidate('a', 1, '1')]);
    expect(applied).to.deep.equal(['a of 1 in 0', 'a of 1 in 1']);
  });

  it('drops what belongs to an earlier description', () => {
    const {queue, applied} = setup();
    queue.add([candidate('old')]);
    queue.open(2);
    queue.add([candidate('late old'), candidate('new', 2)]);
    queue.open(1);
    expect(applied).to.deep.equal(['new of 2 in 0']);
  });

  it('keeps what belongs to a later one', () => {
    const {queue, applied} = setup();
    queue.open(1);
    queue.add([candidate('next', 2), candidate('now')]);
    expect(applied).to.deep.equal(['now of 1 in 0']);
    queue.open(2);
    expect(applied).to.deep.equal(['now of 1 in 0', 'next of 2 in 0']);
  });

  it('waits while the next description is being applied', () => {
    const {queue, applied} = setup();
    queue.open(1);
    queue.hold(2);
    queue.add([candidate('old'), candidate('new', 2)]);
    expect(applied).to.deep.equal([]);
    queue.open(2);
    expect(applied).to.deep.equal(['new of 2 in 0']);
  });

  it('applies the same address again after a restart', () => {
    const {queue, applied} = setup();
    queue.open(1);
    queue.add([candidate('a')]);
    queue.open(2);
    queue.add([candidate('a', 2)]);
    expect(applied).to.deep.equal(['a of 1 in 0', 'a of 2 in 0']);
  });

  it('takes no more than anybody honest has: 256 of a revision, waiting or applied', () => {
    const many = (revision: number): readonly Candidate[] =>
      Array.from({length: 10_000}, (_, index) => candidate(String(index), revision));
    const {queue, applied} = setup();
    queue.open(1);
    for (let time = 0; time < 10; time++) queue.add(many(1).slice(time * 1_000));
    expect(applied).to.have.length(256);
    queue.add(many(2));
    queue.open(2);
    expect(applied).to.have.length(512);
  });

  describe('when far-off revisions are named', () => {
    const flood = (queue: CandidateQueue): void => {
      for (let revision = 100; revision < 200; revision++)
        queue.add(Array.from({length: 300}, (_, index) => candidate(String(index), revision)));
    };

    it('has room for those that can be used now', () => {
      const {queue, applied} = setup();
      queue.open(1);
      flood(queue);
      queue.add([candidate('a')]);
      expect(applied).to.deep.equal(['a of 1 in 0']);
    });

    it('has room for those of the description that is being applied', () => {
      const {queue, applied} = setup();
      queue.open(1);
      flood(queue);
      queue.hold(500);
      flood(queue);
      queue.add([candidate('a', 500)]);
      queue.open(500);
      expect(applied).to.deep.equal(['a of 500 in 0']);
    });

    it('has room for those of the next one, and of those of nobody else', () => {
      const {queue, applied} = setup();
      flood(queue);
      queue.add([candidate('a', 2), candidate('b', 3)]);
      queue.open(2);
      queue.open(3);
      flood(queue);
      for (let revision = 100; revision < 200; revision++) queue.open(revision);
      const far = applied.splice(2);
      expect(applied).to.deep.equal(['a of 2 in 0', 'b of 3 in 0']);
      expect(far, 'the nearest four revisions').to.have.length(4 * 256);
    });
  });

  it('goes on as before when the next description is refused', () => {
    const {queue, applied} = setup();
    queue.open(1);
    queue.add([candidate('a')]);
    const takeBack = queue.hold(2);
    queue.add([candidate('a'), candidate('b'), candidate('next', 2)]);
    takeBack();
    queue.add([candidate('a'), candidate('b'), candidate('c')]);
    expect(applied).to.deep.equal(['a of 1 in 0', 'b of 1 in 0', 'c of 1 in 0']);
  });

  it('opens nothing that was not open when the next description is refused', () => {
    const {queue, applied} = setup();
    queue.hold(1);
    queue.add([candidate('a')]);
    queue.hold(2)();
    expect(applied).to.deep.equal([]);
    queue.open(1);
    expect(applied).to.deep.equal(['a of 1 in 0']);
  });
});
