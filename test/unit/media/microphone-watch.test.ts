import {expect} from '@open-wc/testing';
import type {LevelProbe} from '../../../src/media/audio-level.js';
import type {DeviceState} from '../../../src/media/local-media.js';
import {MicrophoneWatch} from '../../../src/media/microphone-watch.js';
import {ManualClock} from '../../support/manual-clock.js';

/** A track that counts its copies. */
class CountedTrack extends EventTarget {
  enabled = false;
  stopped = false;
  readonly copies: CountedTrack[] = [];

  clone(): CountedTrack {
    const copy = new CountedTrack();
    this.copies.push(copy);
    return copy;
  }

  stop(): void {
    this.stopped = true;
  }
}

function setupTest() {
  const clock = new ManualClock();
  const sound = {level: 0.1, isDead: false as boolean | null};
  const probed: MediaStreamTrack[] = [];
  let stopped = 0;
  const probe = (track: MediaStreamTrack): LevelProbe => {
    probed.push(track);
    return {level: () => sound.level, isDead: () => sound.isDead, stop: () => stopped++};
  };
  const told: unknown[] = [];
  const watch = new MicrophoneWatch({clock, probe, onChange: () => told.push(watch.notice)});
  const track = new CountedTrack();
  const follow = (different: Partial<DeviceState>): void =>
    watch.follow({
      status: 'on',
      track: track as unknown as MediaStreamTrack,
      deviceId: 'a',
      error: null,
      interrupted: false,
      replaced: false,
      ...different,
    });
  return {clock, sound, probed, told, watch, track, follow, open: () => probed.length - stopped};
}

describe('a microphone that is on', () => {
  it('is silent when nothing at all comes for eight seconds, until something does', async () => {
    const {clock, sound, told, follow} = setupTest();
    follow({});
    sound.isDead = true;
    await clock.advance(7_900);
    expect(told).to.deep.equal([]);
    await clock.advance(200);
    expect(told).to.deep.equal(['silent']);
    sound.isDead = false;
    await clock.advance(250);
    expect(told).to.deep.equal(['silent', null]);
  });

  it('is not silent in a quiet room, between words, or where the browser cannot measure', async () => {
    const {clock, sound, told, follow} = setupTest();
    follow({});
    await clock.advance(20_000);
    for (let word = 0; word < 5; word++) {
      sound.isDead = true;
      await clock.advance(6_000);
      sound.isDead = false;
      await clock.advance(250);
    }
    sound.isDead = null;
    await clock.advance(20_000);
    expect(told).to.deep.equal([]);
  });

  it('is silent for a reason while the system has taken it away', async () => {
    const {clock, sound, told, follow} = setupTest();
    sound.isDead = true;
    follow({interrupted: true});
    await clock.advance(20_000);
    expect(told).to.deep.equal([]);
  });

  it('hears who talks just now, and not once it is off or taken away', () => {
    const {sound, watch, follow} = setupTest();
    const heard = (different: Partial<DeviceState>, level: number): boolean => {
      sound.level = level;
      follow(different);
      return watch.isTalking;
    };
    expect(watch.isTalking).to.be.false;
    expect(heard({}, 0.3)).to.be.false;
    expect(heard({}, 0.4)).to.be.true;
    expect(heard({status: 'off'}, 0.6)).to.be.false;
    expect(heard({interrupted: true}, 0.6)).to.be.false;
  });

  it('is measured once, however often it is told of', () => {
    const {follow, probed, open} = setupTest();
    follow({});
    follow({deviceId: 'b'});
    expect(probed).to.have.length(1);
    expect(open()).to.equal(1);
  });
});

describe('a microphone that is off', () => {
  it('hears who talks, on a copy that goes nowhere', async () => {
    const {clock, sound, told, track, probed, follow} = setupTest();
    follow({status: 'off'});
    const [copy] = track.copies;
    expect(copy?.enabled).to.be.true;
    expect(track.enabled, 'what is sent stays silent').to.be.false;
    expect(probed).to.deep.equal([copy]);
    sound.level = 0.6;
    await clock.advance(800);
    expect(told).to.deep.equal(['talking-while-muted']);
  });

  it('says so until four seconds after the last word', async () => {
    const {clock, sound, told, follow} = setupTest();
    follow({status: 'off'});
    sound.level = 0.6;
    await clock.advance(10_000);
    sound.level = 0.1;
    await clock.advance(3_500);
    expect(told).to.deep.equal(['talking-while-muted']);
    await clock.advance(750);
    expect(told).to.deep.equal(['talking-while-muted', null]);
  });

  it('makes nothing of a cough, or of a room', async () => {
    const {clock, sound, told, follow} = setupTest();
    follow({status: 'off'});
    for (let cough = 0; cough < 5; cough++) {
      sound.level = 0.9;
      await clock.advance(250);
      sound.level = 0.3;
      await clock.advance(3_000);
    }
    expect(told).to.deep.equal([]);
  });

  it('is not listened to where nothing was captured', () => {
    const {follow, probed} = setupTest();
    follow({status: 'off', track: null});
    expect(probed).to.be.empty;
  });

  it('lets the copy go when it is turned on, and forgets what it said', async () => {
    const {clock, sound, watch, track, follow, open} = setupTest();
    follow({status: 'off'});
    sound.level = 0.6;
    await clock.advance(1_000);
    follow({status: 'on'});
    expect(watch.notice).to.be.null;
    expect(track.copies.map(({stopped}) => stopped)).to.deep.equal([true]);
    expect(track.stopped).to.be.false;
    expect(open(), 'the one that is on now').to.equal(1);
  });
});

it('leaves nothing behind', async () => {
  const {clock, watch, track, follow, open} = setupTest();
  follow({status: 'off'});
  await clock.advance(300);
  watch.stop();
  expect(clock.pending).to.equal(0);
  expect(open()).to.equal(0);
  expect(track.copies.map(({stopped}) => stopped)).to.deep.equal([true]);
});

it('notices nothing where the browser cannot measure, and asks once', async () => {
  const clock = new ManualClock();
  let asked = 0;
  const watch = new MicrophoneWatch({
    clock,
    probe: () => {
      asked++;
      throw new DOMException('', 'NotSupportedError');
    },
    onChange: () => expect.fail('told something'),
  });
  const track = new CountedTrack() as unknown as MediaStreamTrack;
  for (let times = 0; times < 3; times++)
    watch.follow({status: 'on', track, deviceId: '', error: null, interrupted: false, replaced: false});
  await clock.advance(1_000);
  expect(watch.isTalking).to.be.false;
  expect(asked).to.equal(1);
});
