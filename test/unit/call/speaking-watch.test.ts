import {expect} from '@open-wc/testing';
import {SpeakingWatch, type WatchedVoice} from '../../../src/call/speaking-watch.js';
import {ManualClock} from '../../support/manual-clock.js';

/** Voices that are as loud as the test says, and count how often they are asked. */
function setup() {
  const clock = new ManualClock();
  const told: string[] = [];
  const loud = new Set<string>();
  const asked: string[] = [];
  const watch = new SpeakingWatch({clock, onChange: uids => told.push(uids.join(' '))});
  const voices = (...uids: readonly string[]): readonly WatchedVoice[] =>
    uids.map(uid => ({
      uid,
      isLoud: () => {
        asked.push(uid);
        return loud.has(uid);
      },
    }));
  const follow = (...uids: readonly string[]): void => watch.follow(voices(...uids));
  return {clock, told, loud, asked, follow};
}

describe('SpeakingWatch', () => {
  it('tells within a quarter of a second who speaks, and within a second that they do not any more', async () => {
    const {clock, told, loud, follow} = setup();
    follow('ana', 'ben');
    loud.add('ben');
    await clock.advance(250);
    expect(told).to.deep.equal(['ben']);
    await clock.advance(5_000);
    expect(told, 'nothing that was told already').to.deep.equal(['ben']);
    loud.clear();
    await clock.advance(1_000);
    expect(told).to.deep.equal(['ben', '']);
  });

  it('lets go at once of who is muted or away', async () => {
    const {clock, told, loud, follow} = setup();
    follow('ana', 'ben');
    loud.add('ana').add('ben');
    await clock.advance(250);
    follow('ben');
    expect(told).to.deep.equal(['ana ben', 'ben']);
    follow();
    expect(told).to.deep.equal(['ana ben', 'ben', '']);
  });

  it('has one timer for all, however often it is told whom to follow, and none for nobody', async () => {
    const {clock, asked, follow} = setup();
    expect(clock.pending).to.equal(0);
    follow('ana', 'ben');
    await clock.advance(200);
    follow('ana', 'ben');
    expect(clock.pending).to.equal(1);
    await clock.advance(50);
    expect(asked).to.deep.equal(['ana', 'ben']);
    follow();
    expect(clock.pending).to.equal(0);
    follow('ana');
    expect(clock.pending).to.equal(1);
  });

  it('asks no more than seventeen times a second, however many there are', async () => {
    const {clock, asked, follow} = setup();
    follow('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h');
    await clock.advance(10_000);
    expect(asked.length).to.be.within(150, 170);
  });

  it('asks nobody while the page is hidden', async () => {
    const {clock, told, loud, asked, follow} = setup();
    follow('ana');
    loud.add('ana');
    Object.defineProperty(document, 'hidden', {configurable: true, value: true});
    try {
      await clock.advance(2_000);
      expect(asked).to.deep.equal([]);
    } finally {
      Reflect.deleteProperty(document, 'hidden');
    }
    await clock.advance(250);
    expect(told).to.deep.equal(['ana']);
  });
});
