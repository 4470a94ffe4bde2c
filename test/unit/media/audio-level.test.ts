import {expect, waitUntil} from '@open-wc/testing';
import {AudioLevelMeter, levelOf} from '../../../src/media/audio-level.js';
import {hasSound, tone} from '../../support/tone.js';

/** A context in a state of choice, that counts what is asked of it. */
class FakeAudioContext extends EventTarget {
  state: string;
  resumed = 0;
  closed = 0;
  sources = 0;
  fails = false;

  constructor(state: string) {
    super();
    this.state = state;
  }

  change(state: string): void {
    this.state = state;
    this.dispatchEvent(new Event('statechange'));
  }

  resume(): Promise<void> {
    this.resumed += 1;
    return Promise.reject(new DOMException('not without a click', 'InvalidStateError'));
  }

  close(): Promise<void> {
    this.closed += 1;
    return Promise.resolve();
  }

  createMediaStreamSource() {
    if (this.fails) throw new DOMException('another sample rate', 'NotSupportedError');
    this.sources += 1;
    return {connect: () => undefined, disconnect: () => (this.sources -= 1)};
  }

  createAnalyser() {
    return {fftSize: 0, getFloatTimeDomainData: (samples: Float32Array) => samples.fill(1)};
  }
}

function setupFake(state = 'running', fails = false) {
  const contexts: FakeAudioContext[] = [];
  const meter = new AudioLevelMeter({
    createContext: () => {
      const context = new FakeAudioContext(state);
      context.fails = fails;
      contexts.push(context);
      return context as unknown as AudioContext;
    },
  });
  const {track, close} = tone();
  return {meter, contexts, track, close};
}

describe('levelOf', () => {
  const cases: readonly (readonly [string, number, number])[] = [
    ['nothing', 0, 0],
    ['full scale', 1, 1],
    ['more than full scale', 2, 1],
    ['-60 dB', 0.001, 0],
    ['-30 dB', 10 ** (-30 / 20), 0.5],
    ['quieter than a quiet room', 0.0001, 0],
  ];
  for (const [name, amplitude, expected] of cases) {
    it(`${name}: ${expected}`, () => {
      expect(levelOf(new Float32Array(64).fill(amplitude))).to.be.closeTo(expected, 0.001);
    });
  }
});

describe('AudioLevelMeter', () => {
  it('hears a tone, and silence when the track is disabled', async function () {
    if (!(await hasSound())) this.skip();
    const meter = new AudioLevelMeter();
    const {track, close} = tone();
    const probe = meter.watch(track);
    await waitUntil(() => probe.level() > 0.7, 'loud', {interval: 10, timeout: 10_000});
    track.enabled = false;
    await waitUntil(() => probe.level() === 0, 'silent', {interval: 10, timeout: 10_000});
    await waitUntil(() => probe.isDead() === true, 'nothing at all', {interval: 10, timeout: 10_000});
    expect(track.readyState).to.equal('live');
    meter.stop();
    await close();
  });

  it('hears more of what is louder', async function () {
    if (!(await hasSound())) this.skip();
    const meter = new AudioLevelMeter();
    const {track, gain, close} = tone();
    const probe = meter.watch(track);
    await waitUntil(() => probe.level() > 0.7, 'loud', {interval: 10, timeout: 10_000});
    gain.value = 0.005;
    await waitUntil(() => probe.level() < 0.4 && probe.level() > 0, 'soft', {interval: 10, timeout: 10_000});
    meter.stop();
    await close();
  });

  it('has one context for all tracks, closed with the last, opened again with the next', async () => {
    const {meter, contexts, track, close} = setupFake();
    const first = meter.watch(track);
    const second = meter.watch(track);
    expect(contexts.map(({sources}) => sources)).to.deep.equal([2]);
    first.stop();
    first.stop();
    expect(contexts.map(({sources, closed}) => [sources, closed])).to.deep.equal([[1, 0]]);
    second.stop();
    expect(contexts.map(({sources, closed}) => [sources, closed])).to.deep.equal([[0, 1]]);
    meter.watch(track);
    expect(contexts).to.have.length(2);
    meter.stop();
    expect(contexts.map(({closed}) => closed)).to.deep.equal([1, 1]);
    await close();
  });

  it('resumes what is suspended: at once, at each change, at a click, a key and a look at the page', async () => {
    const {meter, contexts, track, close} = setupFake('suspended');
    const probe = meter.watch(track);
    const [context] = contexts;
    expect(context?.resumed).to.equal(1);
    expect(probe.level()).to.equal(0);
    expect(probe.isDead()).to.be.null;
    for (const type of ['pointerup', 'keydown', 'visibilitychange']) document.dispatchEvent(new Event(type));
    expect(context?.resumed).to.equal(4);
    context?.change('running');
    document.dispatchEvent(new Event('pointerup'));
    expect(context?.resumed).to.equal(4);
    expect(probe.level()).to.equal(1);
    expect(probe.isDead()).to.be.false;
    meter.stop();
    await close();
  });

  it('leaves an interruption (iOS) to end by itself, and resumes when it ends in suspended', async () => {
    const {meter, contexts, track, close} = setupFake();
    const probe = meter.watch(track);
    const [context] = contexts;
    context?.change('interrupted');
    document.dispatchEvent(new Event('visibilitychange'));
    document.dispatchEvent(new Event('pointerup'));
    expect(context?.resumed).to.equal(0);
    expect(probe.level()).to.equal(0);
    context?.change('suspended');
    expect(context?.resumed).to.equal(1);
    meter.stop();
    await close();
  });

  it('lets the context go that cannot measure its first track (Firefox), and says so', async () => {
    const {meter, contexts, track, close} = setupFake('suspended', true);
    expect(() => meter.watch(track)).to.throw(DOMException, 'another sample rate');
    const [context] = contexts;
    expect(context?.closed).to.equal(1);
    document.dispatchEvent(new Event('pointerup'));
    expect(context?.resumed, 'nothing listens any more').to.equal(1);
    await close();
  });

  it('goes on measuring the others when a further track cannot be', async () => {
    const {meter, contexts, track, close} = setupFake();
    const probe = meter.watch(track);
    const [context] = contexts;
    if (context) context.fails = true;
    expect(() => meter.watch(track)).to.throw(DOMException);
    expect([context?.closed, probe.level()]).to.deep.equal([0, 1]);
    meter.stop();
    expect(context?.closed).to.equal(1);
    await close();
  });

  it('leaves no listener behind', async () => {
    const {meter, contexts, track, close} = setupFake('suspended');
    meter.watch(track).stop();
    const [context] = contexts;
    document.dispatchEvent(new Event('pointerup'));
    context?.change('suspended');
    expect(context?.resumed).to.equal(1);
    meter.stop();
    await close();
  });
});
