import type {Fault} from '../../e2e/support/faults.js';

/** What one side heard of the other's tone, second by second. */
export interface Heard {
  /** How far the tone stood over its neighbours, dB, once a second. */
  readonly marginsDb: readonly number[];
  /** Share of samples that were made up because nothing came in time. */
  readonly concealedShare: number;
  readonly framesPerSecond: number;
  /** Of the picture that came last, 0 where none did. */
  readonly frameHeightPx: number;
}

interface Ear {
  begin(): Promise<void>;
  end(): Promise<Heard>;
}

declare global {
  interface Window {
    labEar: Ear;
  }
}

/** Listens for the tone in the voice of `withVoice` in what comes from the other side. */
export const withEar: Fault = page =>
  page.evaluateOnNewDocument(() => {
    const toneHz = 440;
    const audio = new AudioContext();
    const analyser = new AnalyserNode(audio, {fftSize: 16_384, smoothingTimeConstant: 0});
    const connections: RTCPeerConnection[] = [];
    const NativeConnection = window.RTCPeerConnection;
    window.RTCPeerConnection = class extends NativeConnection {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        connections.push(this);
        let isHeard = false;
        this.addEventListener('track', ({track}) => {
          // The first of the two audio tracks is the microphone's.
          if (track.kind !== 'audio' || isHeard) return;
          isHeard = true;
          new MediaStreamAudioSourceNode(audio, {mediaStream: new MediaStream([track])}).connect(analyser);
        });
      }
    };

    /** The tone, which sways, over the mean power 40-160 Hz beside it. */
    const marginDb = (): number => {
      const decibels = new Float32Array(analyser.frequencyBinCount);
      analyser.getFloatFrequencyData(decibels);
      const hzPerBin = audio.sampleRate / analyser.fftSize;
      const powerAt = (hz: number): number => 10 ** ((decibels[Math.round(hz / hzPerBin)] ?? -200) / 10);
      const tone = Math.max(...[...Array(13).keys()].map(bin => powerAt(toneHz + (bin - 6) * hzPerBin)));
      const beside = [...Array(13).keys()].map(step => 40 + step * 10);
      const neighbours = beside.flatMap(hz => [powerAt(toneHz - hz), powerAt(toneHz + hz)]);
      const mean = neighbours.reduce((sum, power) => sum + power, 0) / neighbours.length;
      return 10 * Math.log10(tone / mean);
    };
    const totals = async () => {
      // One that is interrupted for a moment has heard what it has heard.
      const open = connections.filter(({connectionState}) => connectionState !== 'closed');
      const reports = await Promise.all(open.map(connection => connection.getStats()));
      const inbound = reports
        .flatMap(report => [...report.values()] as RTCInboundRtpStreamStats[])
        .filter(({type}) => type === 'inbound-rtp');
      const sum = (key: 'concealedSamples' | 'totalSamplesReceived' | 'framesDecoded'): number =>
        inbound.reduce((total, stats) => total + (stats[key] ?? 0), 0);
      return {
        at: performance.now(),
        concealed: sum('concealedSamples'),
        samples: sum('totalSamplesReceived'),
        frames: sum('framesDecoded'),
        // The first of the two pictures is the camera's.
        height: inbound.find(({kind, frameHeight}) => kind === 'video' && frameHeight)?.frameHeight ?? 0,
      };
    };

    let margins: number[] = [];
    let timer = 0;
    let begun = {at: 0, concealed: 0, samples: 0, frames: 0, height: 0};
    let last = begun;
    let frames = 0;
    /** Firefox counts pictures anew when what is sent the other way is set anew. */
    const countFrames = async (): Promise<void> => {
      const now = await totals();
      frames += now.frames < last.frames ? now.frames : now.frames - last.frames;
      last = now;
    };
    window.labEar = {
      async begin() {
        await audio.resume();
        last = begun = await totals();
        margins = [];
        frames = 0;
        timer = window.setInterval(() => {
          margins.push(marginDb());
          void countFrames();
        }, 1_000);
      },
      async end() {
        window.clearInterval(timer);
        await countFrames();
        return {
          marginsDb: margins,
          concealedShare: (last.concealed - begun.concealed) / Math.max(1, last.samples - begun.samples),
          framesPerSecond: (frames * 1_000) / (last.at - begun.at),
          frameHeightPx: last.height,
        };
      },
    };
  });
