import {pageSound} from './page-sound.js';

/** Sound on its way through a gain node. */
interface Path {
  readonly tracks: readonly MediaStreamTrack[];
  readonly gain: GainNode;
  readonly out: MediaStream;
  cut(): void;
}

/**
 * Makes the sound of one tile quieter where the volume of an `<audio>` cannot be set, as on iOS. What comes out is a track
 * again, for the same element to play: its speaker, and what the browser lets play, stay as they are.
 *
 * It is loaded where it is needed, and nothing of it runs at full volume.
 */
export class SoundGain {
  readonly #onChange: () => void;
  #path: Path | null = null;

  /** @param onChange {@link through} may give others now */
  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /**
   * What to play instead of `tracks`: at full volume, and while the browser lets no context run, themselves, since too loud
   * is better than silent.
   */
  through(tracks: MediaStreamTrack[], volume: number): MediaStreamTrack[] {
    if (volume === 1 || tracks.length === 0) {
      this.free();
      return tracks;
    }
    const context = pageSound.open(this.#onChange);
    if (!this.#path?.tracks.every((track, index) => track === tracks[index])) {
      this.#path?.cut();
      this.#path = layPath(context, tracks);
    }
    this.#path.gain.gain.value = volume;
    return context.state === 'running' ? this.#path.out.getTracks() : tracks;
  }

  /** Lets go of everything, until {@link through} is called again. */
  free(): void {
    this.#path?.cut();
    this.#path = null;
    pageSound.close(this.#onChange);
  }
}

function layPath(context: AudioContext, tracks: readonly MediaStreamTrack[]): Path {
  const gain = new GainNode(context);
  const destination = new MediaStreamAudioDestinationNode(context);
  gain.connect(destination);
  // A node takes one track of a stream only.
  for (const track of tracks)
    new MediaStreamAudioSourceNode(context, {mediaStream: new MediaStream([track])}).connect(gain);
  // Chromium gives the sound of another browser to a node only while an element plays it too, as it is seen in
  // https://github.com/BabylonJS/Babylon.js/pull/18745.
  const element = Object.assign(new Audio(), {muted: true, autoplay: true});
  element.srcObject = new MediaStream([...tracks]);
  return {
    tracks,
    gain,
    out: destination.stream,
    cut: () => {
      gain.disconnect();
      element.srcObject = null;
    },
  };
}
