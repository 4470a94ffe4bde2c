import {expect} from '@open-wc/testing';
import {SilenceWatch, type Silence} from '../../../src/peer/silence-watch.js';
import {ManualClock} from '../../support/manual-clock.js';

/** A far side that is heard by messages, by media, by both or not at all, as the test says. */
function setup(kind: 'audio' | 'video' = 'audio') {
  const clock = new ManualClock();
  const heard: Silence[] = [];
  const regained: number[] = [];
  let messageCount = 0;
  let mediaTime = 0;
  const receiver = {
    track: {kind},
    getSynchronizationSources: () => [{timestamp: mediaTime}],
  } as unknown as RTCRtpReceiver;
  const watch = new SilenceWatch({
    clock,
    messageCount: () => messageCount,
    receivers: () => [receiver],
    onChange: silence => heard.push(silence),
    onRegained: () => regained.push(clock.now()),
  });
  /** Packets come all the time, as sound does. */
  const flow = async (forMs: number, everyMs = 20): Promise<void> => {
    for (let passedMs = 0; passedMs < forMs; passedMs += everyMs) {
      mediaTime++;
      await clock.advance(everyMs);
    }
  };
  let asked = 0;
  const {getSynchronizationSources} = receiver;
  receiver.getSynchronizationSources = () => {
    asked++;
    return getSynchronizationSources.call(receiver);
  };
  return {
    clock,
    heard,
    regained,
    watch,
    flow,
    message: () => messageCount++,
    media: () => mediaTime++,
    asked: () => asked,
  };
}

describe('SilenceWatch', () => {
  it('of whom sound is heard, about a second of silence is noticed, and five are told apart', async () => {
    const {clock, heard, flow} = setup();
    await flow(1_000);
    await clock.advance(700);
    expect(heard).to.deep.equal([]);
    await clock.advance(500);
    expect(heard).to.deep.equal(['short']);
    await clock.advance(4_000);
    expect(heard).to.deep.equal(['short', 'long']);
  });

  it('looks for packets every two seconds while messages are heard, and five times a second when they are late', async () => {
    const {clock, message, asked} = setup();
    for (let second = 0; second < 20; second++) {
      message();
      await clock.advance(500);
    }
    expect(asked()).to.equal(5);
    await clock.advance(1_000);
    expect(asked()).to.be.within(9, 10);
  });

  it('notices it in time too where timers come once a second: in a page that nobody looks at', () => {
    Object.defineProperty(document, 'hidden', {configurable: true, value: true});
    try {
      const {clock, heard, message} = setup();
      message();
      const pass = (seconds: number): void => {
        for (let second = 0; second < seconds; second++) clock.skip(1_000);
      };
      pass(2);
      expect(heard).to.deep.equal([]);
      pass(1);
      expect(heard).to.deep.equal(['short']);
      pass(3);
      expect(heard).to.deep.equal(['short', 'long']);
    } finally {
      Reflect.deleteProperty(document, 'hidden');
    }
  });

  it('of whom only heartbeats are heard, silence is noticed after two seconds', async () => {
    const {clock, heard, message} = setup();
    message();
    await clock.advance(2_000);
    expect(heard).to.deep.equal([]);
    await clock.advance(100);
    expect(heard).to.deep.equal(['short']);
  });

  it('of whom a picture is heard, too, which may have two frames a second', async () => {
    const {clock, heard, media} = setup('video');
    for (let second = 0; second < 10; second++) {
      await clock.advance(1_000);
      media();
    }
    await clock.advance(1_500);
    expect(heard).to.deep.equal([]);
    await clock.advance(1_000);
    expect(heard).to.deep.equal(['short']);
  });

  it('one that ended on the same path makes patient, up to three seconds', async () => {
    const {clock, heard, flow} = setup();
    await flow(1_000);
    await clock.advance(1_400);
    await flow(1_000);
    expect(heard).to.deep.equal(['short', 'none']);
    await clock.advance(1_500);
    expect(heard, 'no longer than before, by less than half').to.deep.equal(['short', 'none']);
    await clock.advance(900);
    expect(heard.slice(2)).to.deep.equal(['short']);
    await flow(1_000);
    await clock.advance(2_600);
    expect(heard.slice(3)).to.deep.equal(['none']);
    await clock.advance(600);
    expect(heard.slice(4)).to.deep.equal(['short']);
  });

  describe('patience that was learned', () => {
    const minutes = 60_000;
    const setupPatient = async () => {
      const fixture = setup();
      await fixture.flow(1_000);
      await fixture.clock.advance(2_900);
      await fixture.flow(1_000);
      fixture.heard.length = 0;
      return fixture;
    };

    it('is forgotten by half after each three minutes without a stutter, down to what it was at first', async () => {
      const {clock, heard, flow} = await setupPatient();
      await flow(3.1 * minutes, 100);
      await clock.advance(1_300);
      expect(heard, 'half').to.deep.equal([]);
      await clock.advance(500);
      expect(heard).to.deep.equal(['short']);
    });

    it('is gone after ten: a change of address is noticed after a second again', async () => {
      const {clock, heard, flow} = await setupPatient();
      await flow(10 * minutes, 100);
      await clock.advance(1_200);
      expect(heard).to.deep.equal(['short']);
    });

    it('is kept by who goes on stuttering, though nothing comes of it', async () => {
      const {clock, heard, flow} = await setupPatient();
      for (let minute = 0; minute < 10; minute++) {
        await flow(minutes, 100);
        await clock.advance(2_000);
      }
      expect(heard).to.deep.equal([]);
    });
  });

  it('one that another path ended, or that was an outage, does not', async () => {
    const {clock, heard, flow, watch} = setup();
    await flow(1_000);
    await clock.advance(1_400);
    watch.renew();
    await flow(1_000);
    await clock.advance(5_200);
    await flow(1_000);
    expect(heard).to.deep.equal(['short', 'none', 'short', 'long', 'none']);
    await clock.advance(1_200);
    expect(heard.slice(5)).to.deep.equal(['short']);
  });

  it('a page that stood still for a minute has not been left for a minute', () => {
    const {clock, heard} = setup();
    clock.skip(60_000);
    expect(heard).to.deep.equal([]);
  });

  it('knows since when something was heard, and claims it for no time before', async () => {
    const {clock, watch, message} = setup();
    await clock.advance(1_050);
    const at = clock.now();
    message();
    await clock.advance(50);
    expect(watch.isHeardSince(at), 'it may have come before').to.be.false;
    message();
    await clock.advance(100);
    expect(watch.isHeardSince(at)).to.be.true;
    await clock.advance(1_000);
    expect(watch.isHeardSince(at)).to.be.true;
    expect(watch.isHeardSince(clock.now() - 500)).to.be.false;
  });

  it('tells when it is heard again after more than a stutter: on another path, or after three seconds', async () => {
    const {clock, regained, watch, message} = setup();
    const silentFor = async (ms: number): Promise<void> => {
      await clock.advance(ms);
      message();
      await clock.advance(100);
    };
    await clock.advance(2_200);
    watch.renew();
    await silentFor(0);
    expect(regained, 'on another path').to.have.length(1);
    await silentFor(2_200);
    expect(regained, 'after a stutter').to.have.length(1);
    await silentFor(4_000);
    expect(regained, 'after long').to.have.length(2);
  });

  it('looked at on purpose it knows of packets that came between the two looks', async () => {
    const {clock, watch, message, media} = setup();
    for (const wanted of [true, false]) {
      message();
      await clock.advance(150);
      const at = clock.now();
      watch.look();
      if (wanted) media();
      await clock.advance(400);
      expect(watch.isHeardSince(at)).to.be.false;
      watch.look();
      expect(watch.isHeardSince(at)).to.equal(wanted);
    }
  });

  it('and of messages', async () => {
    for (const wanted of [true, false]) {
      const {clock, watch, message} = setup();
      await clock.advance(150);
      const at = clock.now();
      message();
      watch.look();
      if (wanted) message();
      clock.skip(850);
      expect(watch.isHeardSince(at)).to.equal(wanted);
    }
  });

  it('whose path is given up counts as silent until heard', async () => {
    const {clock, heard, watch, message} = setup();
    message();
    await clock.advance(150);
    message();
    watch.giveUpPath();
    await clock.advance(50);
    expect(heard, 'what came before says nothing').to.deep.equal(['short']);
    message();
    await clock.advance(100);
    expect(heard).to.deep.equal(['short', 'none']);
  });

  for (const what of ['message', 'media'] as const) {
    it(`a ${what} ends it`, async () => {
      const fixture = setup();
      await fixture.clock.advance(6_000);
      fixture[what]();
      await fixture.clock.advance(200);
      expect(fixture.heard).to.deep.equal(['short', 'long', 'none']);
    });
  }

  it('whoever mutes everything is still heard by heartbeats', async () => {
    const {clock, heard, media, message} = setup();
    media();
    for (let second = 0; second < 20; second++) {
      message();
      await clock.advance(500);
    }
    expect(heard).to.deep.equal([]);
  });

  it('stops', () => {
    const {clock, watch} = setup();
    watch.stop();
    expect(clock.pending).to.equal(0);
  });
});
