import {expect} from '@open-wc/testing';
import {noTracks} from '../../../src/peer/track-senders.js';
import {VoiceLevel} from '../../../src/peer/voice-level.js';
import {hasSound, tone} from '../../support/tone.js';
import {LinkFixture, until} from './support/link-pair.js';

/** A receiver of which the browser says this, the newest first. */
function setupSources() {
  const sources: RTCRtpSynchronizationSource[] = [];
  const receiver = {getSynchronizationSources: () => [...sources]} as unknown as RTCRtpReceiver;
  const come = (timestamp: number, audioLevel?: number): void => {
    sources.unshift({source: 1, rtpTimestamp: 0, timestamp, ...(audioLevel === undefined ? {} : {audioLevel})});
  };
  return {come, level: new VoiceLevel(() => receiver)};
}

describe('VoiceLevel', () => {
  it('is what the newest packet says', () => {
    const {come, level} = setupSources();
    come(1, 0.9);
    come(2, 0.25);
    expect(level.read()).to.equal(0.25);
    come(3, 0.5);
    expect(level.read()).to.equal(0.5);
  });

  it('is silence when nothing came since, whatever the browser keeps of what was', () => {
    const {come, level} = setupSources();
    come(1, 0.9);
    level.read();
    expect(level.read()).to.equal(0);
  });

  it('is silence where nothing came, nothing is negotiated, or the browser tells no level', () => {
    const {come, level} = setupSources();
    expect(level.read()).to.equal(0);
    come(1);
    expect(level.read()).to.equal(0);
    expect(new VoiceLevel(() => undefined).read()).to.equal(0);
  });

  it('of a real link is loud with a tone, and silent once it ends or the microphone goes', async function () {
    if (!(await hasSound())) this.skip();
    const fixture = new LinkFixture();
    const {track, gain, close} = tone();
    const {offerer, answerer} = await fixture.connected();
    const player = new Audio();
    player.srcObject = answerer.link.stream;
    player.muted = true;
    await player.play();
    const untilLevel = (isAsWanted: (level: number) => boolean, what: string): Promise<void> =>
      until(() => isAsWanted(answerer.link.readVoiceLevel()), what);
    offerer.link.setTracks({...noTracks, microphone: track});
    await untilLevel(level => level > 0.1 && level <= 1, 'loud');
    gain.value = 0.0005;
    // Between two packets it is 0 as well: what came is asked for.
    await untilLevel(level => level > 0 && level < 0.005, 'soft');
    gain.value = 0.5;
    await untilLevel(level => level > 0.1, 'loud again');
    offerer.link.setTracks(noTracks);
    let quietLooks = 0;
    await until(() => {
      quietLooks = answerer.link.readVoiceLevel() < 0.005 ? quietLooks + 1 : 0;
      return quietLooks >= 40;
    }, 'silent');
    player.srcObject = null;
    fixture.close();
    await close();
  });
});
