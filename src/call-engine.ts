import {CallReport} from './call/call-report.js';
import {CallSession, type CallSessionOptions} from './call/call-session.js';
import type {Log} from './log.js';
import {AudioLevelMeter} from './media/audio-level.js';
import {createLocalMedia} from './media/local-media-capture.js';
import {preparedLifeMs} from './peer/prepared-life.js';
import {systemClock} from './util/clock.js';

/** What the element decides of a session; the rest is the same for all. */
export interface EngineOptions extends Omit<CallSessionOptions, 'createMedia' | 'probe' | 'preparedLifeMs' | 'clock'> {
  readonly withoutVideo: boolean;
  readonly log: Log;
}

/** All that a page view without a call needs none of: capture, connections, the session. Loaded when a call is near. */
export function createSession(options: EngineOptions): CallSession {
  const {withoutVideo, maxVideoHeightPx, log} = options;
  const meter = new AudioLevelMeter({log});
  return new CallSession({
    ...options,
    createMedia: onChange => createLocalMedia({onChange, withoutVideo, maxVideoHeightPx, log}),
    probe: track => meter.watch(track),
    preparedLifeMs: preparedLifeMs(),
    clock: systemClock,
  });
}

/** Before the first session. */
export const createReport = (): CallReport => new CallReport(systemClock);
