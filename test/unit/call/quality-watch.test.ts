import {expect} from '@open-wc/testing';
import type {CallQuality} from '../../../src/call/quality.js';
import {QualityWatch} from '../../../src/call/quality-watch.js';
import {narrowSoundKbps, rungs, smallestPicture, soundOnly, type Rung} from '../../../src/call/send-rungs.js';
import {silentLog} from '../../../src/log.js';
import type {RtcPeerLink} from '../../../src/peer/rtc-peer-link.js';
import type {SendLimits} from '../../../src/peer/track-senders.js';
import {createDeferred, type Deferred} from '../../../src/util/deferred.js';
import {lossyStats} from '../../support/lossy-stats.js';
import {ManualClock} from '../../support/manual-clock.js';

const narrowly = (rung: Rung | undefined) => ({...rung, soundKbps: narrowSoundKbps});
const withVoice = (rung: Rung | undefined) => ({...rung, soundKbps: null});

/** A connection over which so much of the picture is lost. */
function linkWith(lostShare: number) {
  const limits: SendLimits[] = [];
  const connection = {getStats: lossyStats(lostShare)};
  const limit = (each: SendLimits) => limits.push(each);
  const trials: Deferred<boolean>[] = [];
  const told: number[] = [];
  const tellLateShare = (share: number) => told.push(share);
  const carries = () => {
    const tried = createDeferred<boolean>();
    trials.push(tried);
    return tried.promise;
  };
  const link = {
    ...{state: 'connected', isHeard: true, revision: 1, connection},
    ...{limit, fitPicture: () => undefined, carries},
    ...{lateShareThere: 0, tellLateShare},
  };
  return {limits, trials, told, made: link, link: link as unknown as RtcPeerLink};
}

describe('QualityWatch', () => {
  const setup = () => {
    const clock = new ManualClock();
    const steps: string[] = [];
    const told: CallQuality[] = [];
    const watch = new QualityWatch({
      clock,
      log: silentLog,
      onQuality: quality => told.push(quality),
      onLadder: (uid, {rung, reason}) => steps.push(`${uid} ${String(rung)} ${reason}`),
      onSample: () => undefined,
    });
    const narrow = linkWith(0.8);
    const flood = async (): Promise<void> => {
      watch.update([{uid: 'ben', link: narrow.link}]);
      await clock.advance(9_000);
      steps.length = 0;
    };
    return {clock, steps, told, watch, narrow, flood};
  };

  it('tells each step of the picture and why it was taken, as part of the quality', async () => {
    const {clock, steps, told, watch, narrow} = setup();
    watch.update([{uid: 'ben', link: narrow.link}]);
    await clock.advance(9_000);
    const pictures = told.map(({participants}) => participants['ben']?.picture);
    expect(pictures[0]).to.deep.equal({step: 0, soundOnly: false, reason: null});
    expect(pictures.at(-1)).to.deep.equal({step: soundOnly, soundOnly: true, reason: 'loss-out'});
    const seen = pictures.filter((picture, index) => picture?.step !== (pictures[index - 1]?.step ?? 0));
    expect(seen.map(picture => `ben ${String(picture?.step)} ${String(picture?.reason)}`)).to.deep.equal(steps);
  });

  it('sends over a connection that takes the place of another what that one could carry', async () => {
    const {clock, steps, told, watch, narrow, flood} = setup();
    await flood();
    expect(narrow.limits.at(-1)).to.deep.equal(narrowly(rungs[soundOnly]));
    watch.update([]);
    await clock.advance(20_000);
    const {link, limits} = linkWith(0);
    watch.update([{uid: 'ben', link}]);
    expect(limits, 'as much, but with a picture').to.deep.equal([narrowly(rungs[smallestPicture])]);
    expect(steps, 'for the same reason').to.deep.equal([`ben ${String(smallestPicture)} loss-out`]);
    const picture = {step: smallestPicture, soundOnly: false, reason: 'loss-out'};
    expect(told.at(-1)?.participants['ben']?.picture).to.deep.equal(picture);
  });

  it('sends a picture again when the line was found to carry it', async () => {
    const {clock, narrow, flood} = setup();
    await flood();
    narrow.made.connection.getStats = lossyStats(0);
    await clock.advance(60_000);
    expect(narrow.trials, 'one at a time').to.have.length(1);
    expect(narrow.limits.at(-1)).to.deep.equal(narrowly(rungs[soundOnly]));
    narrow.trials[0]?.resolve(false);
    await clock.advance(40_000);
    expect(narrow.limits.at(-1)).to.deep.equal(narrowly(rungs[soundOnly]));
    narrow.trials[1]?.resolve(true);
    await clock.advance(4_000);
    expect(narrow.limits.at(-1)).to.deep.equal(narrowly(rungs[smallestPicture]));
    expect(narrow.trials).to.have.length(2);
  });

  it('tells the other side how much of their sound comes too late, but not of how it began', async () => {
    const {clock, watch, narrow} = setup();
    let readings = 0;
    const lateOf = (reading: number) => (reading < 6 ? 10 * reading : 50 + 4 * (reading - 5));
    Object.assign(narrow.made.connection, {
      getStats: () => {
        readings++;
        const sound = {type: 'inbound-rtp', kind: 'audio', packetsReceived: readings * 100, packetsLost: 0};
        const played = {totalSamplesReceived: readings * 100, concealedSamples: lateOf(readings)};
        return Promise.resolve(new Map<string, unknown>([['I', {...sound, ...played}]]));
      },
    });
    watch.update([{uid: 'ben', link: narrow.link}]);
    await clock.advance(17_000);
    expect(narrow.told.map(share => Math.round(share * 100))).to.deep.equal([0, 10, 10, 10, 4, 4, 4]);
  });

  it('gives way to the own sound where the other side says that it comes too late', async () => {
    const {clock, watch, steps} = setup();
    const {link, made} = linkWith(0);
    made.lateShareThere = 0.2;
    watch.update([{uid: 'ben', link}]);
    await clock.advance(7_000);
    expect(steps).to.deep.equal(['ben 4 delay']);
  });

  it('and over the next, where that one was replaced before anything was known of it', async () => {
    const {watch, flood} = setup();
    await flood();
    const [second, third] = [linkWith(0), linkWith(0)];
    for (const {link} of [second, third]) watch.update([{uid: 'ben', link}]);
    expect(third.limits).to.deep.equal([narrowly(rungs[smallestPicture])]);
  });

  it('but not to somebody else, nor half a minute later', async () => {
    const {clock, steps, watch, flood} = setup();
    await flood();
    watch.update([]);
    const [toCid, later] = [linkWith(0), linkWith(0)];
    watch.update([{uid: 'cid', link: toCid.link}]);
    await clock.advance(30_000);
    watch.update([{uid: 'ben', link: later.link}]);
    expect([...toCid.limits, ...later.limits]).to.deep.equal([withVoice(rungs[0])]);
    expect(steps).to.deep.equal([]);
  });

  it('takes the loss of an interruption for none, however short it was', async () => {
    const {clock, steps, watch, narrow} = setup();
    const links = [{uid: 'ben', link: narrow.link}];
    watch.update(links);
    await clock.advance(3_000);
    for (const isHeard of [false, true]) {
      narrow.made.isHeard = isHeard;
      watch.update(links);
    }
    await clock.advance(2_500);
    expect(steps).to.deep.equal([]);
  });

  it('goes by the figures of whom is heard, though the browser holds the connection for interrupted', async () => {
    const {clock, steps, watch, narrow} = setup();
    narrow.made.state = 'interrupted';
    watch.update([{uid: 'ben', link: narrow.link}]);
    await clock.advance(9_000);
    expect(steps.at(-1)).to.equal(`ben ${String(soundOnly)} loss-out`);
  });

  it('nor what it reads after the page stood still', async () => {
    const {clock, steps, watch, narrow} = setup();
    const {promise, resolve} = createDeferred<Map<string, unknown>>();
    watch.update([{uid: 'ben', link: narrow.link}]);
    await clock.advance(2_000);
    const report = await narrow.made.connection.getStats();
    narrow.made.connection.getStats = () => promise;
    await clock.advance(20_000);
    resolve(report);
    await clock.advance(2_500);
    expect(steps).to.deep.equal([]);
  });

  it('nor what was lost before a restart that it only answered', async () => {
    const {clock, steps, watch, narrow} = setup();
    watch.update([{uid: 'ben', link: narrow.link}]);
    await clock.advance(3_000);
    narrow.made.revision++;
    await clock.advance(3_500);
    expect(steps).to.deep.equal([]);
    await clock.advance(9_000);
    expect(steps, 'what goes on being lost counts').not.to.deep.equal([]);
  });
});
