import {waitUntil} from '@open-wc/testing';

/** A track with a tone that can be made louder. */
export interface Tone {
  readonly track: MediaStreamTrack;
  readonly gain: AudioParam;
  close(): Promise<void>;
}

/** A sine, half as loud as it could be. */
export function tone(): Tone {
  const context = new AudioContext();
  const oscillator = new OscillatorNode(context, {frequency: 440});
  const gain = new GainNode(context, {gain: 0.5});
  const destination = new MediaStreamAudioDestinationNode(context);
  oscillator.connect(gain).connect(destination);
  oscillator.start();
  const [track] = destination.stream.getAudioTracks();
  if (!track) throw new Error('no track');
  return {track, gain: gain.gain, close: () => context.close()};
}

/** Firefox starts no context on a machine without sound, unless `media.cubeb.force_mock_context` is set. */
export async function hasSound(): Promise<boolean> {
  const context = new AudioContext();
  try {
    await waitUntil(() => context.state === 'running', 'no sound', {interval: 10, timeout: 2_000});
    return true;
  } catch {
    return false;
  } finally {
    await context.close();
  }
}
