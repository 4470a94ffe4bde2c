import {CallReport} from './call/call-report.js';
import {CallSession, type CallSessionOptions} from './call/call-session.js';
import {resolveIceServers, type IceServersSource} from './call/ice-servers.js';
import {AudioLevelMeter} from './media/audio-level.js';
import {createLocalMedia} from './media/local-media-capture.js';
import {preparedLifeMs} from './peer/prepared-life.js';
import {signalingFor, type SignalingChoice} from './signaling-choice.js';
import {systemClock} from './util/clock.js';

/** What the element decides of a session; the rest is the same for all. */
export interface EngineOptions extends Omit<
  CallSessionOptions,
  'signaling' | 'iceServers' | 'createMedia' | 'probe' | 'preparedLifeMs' | 'clock'
> {
  readonly signaling: SignalingChoice;
  /** When nothing holds what calls before this one had of the page. */
  readonly freed: Promise<unknown>;
  readonly iceServers: () => IceServersSource | null;
}

/** All that a page view without a call needs none of: capture, connections, the session. Loaded when a call is near. */
export function createSession(options: EngineOptions): CallSession {
  const {store, withoutVideo, maxVideoHeightPx, freed, log} = options;
  const {microphone, camera} = store.state;
  // What was chosen in a session before this one: the choice is the person's, of whatever room.
  const chosenIds = {microphone: microphone.deviceId, camera: camera.deviceId};
  const meter = new AudioLevelMeter({log});
  return new CallSession({
    ...options,
    signaling: signalingFor(options.signaling, log, freed),
    iceServers: () => resolveIceServers(options.iceServers()),
    createMedia: onChange => createLocalMedia({onChange, withoutVideo, maxVideoHeightPx, chosenIds, log}),
    probe: track => meter.watch(track),
    preparedLifeMs: preparedLifeMs(),
    clock: systemClock,
  });
}

/** Before the first session. */
export const createReport = (): CallReport => new CallReport(systemClock);
