import type {Fault} from '../../e2e/support/faults.js';

/**
 * Instead of a microphone a voice that holds one note, of 220 Hz: its second partial is the tone that is listened for. Opus takes a
 * bare tone for music and then corrects no loss; speech is what calls are for. (Firefox 153 codes this one as speech from end to
 * end, and one that does not sway now as speech and now as music.)
 */
export const withVoice: Fault = page =>
  page.evaluateOnNewDocument(() => {
    const noteHz = 220;
    const rateHz = 48_000;
    const seconds = 6;
    const syllablesPerSecond = 4;
    /** The three lowest formants of a few vowels, Hz. */
    const vowels = [
      [700, 1220, 2600],
      [390, 1990, 2550],
      [530, 1840, 2480],
      [300, 870, 2240],
      [570, 840, 2410],
    ] as const;
    const strengths = [1, 0.7, 0.4];

    /** Pulses of a throat through resonances that change with each syllable, with breath, hisses and short pauses. */
    const speech = (): Float32Array<ArrayBuffer> => {
      const samples = new Float32Array(rateHz * seconds);
      const resonances = strengths.map(() => ({last: 0, before: 0}));
      let phase = 0;
      for (let index = 0; index < samples.length; index++) {
        const at = index / rateHz;
        const syllable = Math.floor(at * syllablesPerSecond);
        const within = (at * syllablesPerSecond) % 1;
        const isPause = syllable % 9 === 8;
        const loudness = isPause ? 0 : Math.sin(Math.PI * Math.min(1, within / 0.8)) ** 2;
        const swayHz =
          7 * Math.sin(2 * Math.PI * 0.7 * at) + 3 * Math.sin(2 * Math.PI * 3.1 * at) + 4 * (Math.random() - 0.5);
        phase += (noteHz + swayHz) / rateHz;
        const isPulse = phase >= 1;
        if (isPulse) phase -= 1;
        const source = loudness * ((isPulse ? 3 : 0) + (Math.random() - 0.5) * 0.15);
        const vowel = vowels[(syllable * 7) % vowels.length] ?? vowels[0];
        const hasHiss = within > 0.82 && !isPause && syllable % 3 === 0;
        let sample = hasHiss ? (Math.random() - 0.5) * 0.15 : 0;
        for (const [formant, resonance] of resonances.entries()) {
          const decay = Math.exp((-Math.PI * (60 + 40 * formant)) / rateHz);
          const turn = 2 * decay * Math.cos((2 * Math.PI * (vowel[formant] ?? 0)) / rateHz);
          const value = source * (1 - decay) + turn * resonance.last - decay * decay * resonance.before;
          Object.assign(resonance, {last: value, before: resonance.last});
          sample += 0.6 * value * (strengths[formant] ?? 0);
        }
        samples[index] = sample;
      }
      const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
      return samples.map(sample => (0.7 * sample) / peak);
    };

    const voice = (): MediaStreamTrack[] => {
      const audio = new AudioContext({sampleRate: rateHz, latencyHint: 'playback'});
      const buffer = audio.createBuffer(1, rateHz * seconds, rateHz);
      buffer.copyToChannel(speech(), 0);
      const source = new AudioBufferSourceNode(audio, {buffer, loop: true});
      const sink = audio.createMediaStreamDestination();
      source.connect(sink);
      source.start();
      return sink.stream.getAudioTracks();
    };
    const {mediaDevices} = navigator;
    const capture = mediaDevices.getUserMedia.bind(mediaDevices);
    mediaDevices.getUserMedia = async (constraints = {}) => {
      const picture = constraints.video ? (await capture({video: constraints.video})).getTracks() : [];
      return new MediaStream([...(constraints.audio ? voice() : []), ...picture]);
    };
  });
