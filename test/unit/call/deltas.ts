import type {StatsDelta} from '../../../src/peer/stats-sample.js';

/** Two seconds in which nothing was amiss, with these differences. */
export const delta = (differences: Partial<StatsDelta> = {}): StatsDelta => ({
  durationMs: 2_000,
  sentKbps: 1_000,
  packetsSent: 400,
  nearLoss: 0,
  farLoss: 0,
  farPictureLoss: 0,
  concealedShare: 0,
  lateShare: 0,
  freezeShare: 0,
  roundTripMs: 40,
  availableKbps: 3_000,
  cpuLimited: false,
  bandwidthLimited: false,
  ...differences,
});
