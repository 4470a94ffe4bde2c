/** One way to send a camera. Sound is never given up for the picture. */
export interface Rung {
  /** Of what is captured, or of the largest picture that may be sent where that is smaller. */
  readonly scaleDownBy: number;
  readonly framesPerSecond: number;
  /** Bound of the picture's bitrate, 0 for no picture. */
  readonly kbps: number;
  /** The same for a shared screen, which stays as sharp and moves less. */
  readonly screenKbps: number;
}

/** Sound only. */
export const noPicture: Rung = {scaleDownBy: 4, framesPerSecond: 12, kbps: 0, screenKbps: 0};

/** From the best to sound only; each needs roughly half of the one before (Chromium's simulcast layers, for the bitrates). */
export const rungs: readonly Rung[] = [
  {scaleDownBy: 1, framesPerSecond: 30, kbps: 1_700, screenKbps: 2_500},
  {scaleDownBy: 1.5, framesPerSecond: 30, kbps: 900, screenKbps: 1_500},
  {scaleDownBy: 2, framesPerSecond: 24, kbps: 450, screenKbps: 800},
  {scaleDownBy: 3, framesPerSecond: 20, kbps: 220, screenKbps: 400},
  {scaleDownBy: 4, framesPerSecond: 12, kbps: 110, screenKbps: 150},
  noPicture,
];
export const soundOnly = rungs.length - 1;
/** The last one with a picture. */
export const smallestPicture = soundOnly - 1;

/**
 * Bound of the bitrate of sound, a screen's as well as the own, where a line is so narrow that hardly a picture fits: the lower end
 * of what Opus takes for wideband (RFC 7587, section 3.1.1), because the headers of fifty packets a second take as much again. A
 * line that only loses packets has no such bound: with less than 16 to 26 kbit/s Opus makes up for none (libopus, `decide_fec`).
 */
export const narrowSoundKbps = 20;

/** What a line has to carry beside sound for a picture to be tried after none, kbit/s: it makes do with less than its bound. */
export const triedKbps = 90;

/** What sound takes of a line, with its headers. */
export const soundNeedKbps = 50;

/** A mesh encodes and sends once for each of the others: the more there are, the less for each. */
export const bestRung = (others: number): number => (others <= 1 ? 0 : others <= 3 ? 1 : others <= 5 ? 2 : 3);

/** The best that needs no more; sound only where nothing does. */
export function fittingRung(kbps: number): number {
  const fitting = rungs.findIndex((_, rung) => needOf(rung) <= kbps);
  return fitting === -1 ? soundOnly : fitting;
}

/** What a rung takes of a line with its sound, kbit/s. */
export const needOf = (rung: number): number => (rungs[rung]?.kbps ?? 0) + soundNeedKbps;
