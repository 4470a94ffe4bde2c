import {waitUntil} from '@open-wc/testing';
import {silentLog} from '../../../../src/log.js';
import type {LinkState, PeerLinkHandlers} from '../../../../src/peer/peer-link.js';
import {RtcPeerLink, type RtcPeerLinkOptions} from '../../../../src/peer/rtc-peer-link.js';
import {noTracks} from '../../../../src/peer/track-senders.js';
import type {Candidate} from '../../../../src/protocol/candidate.js';
import type {ControlMessage} from '../../../../src/protocol/control-message.js';
import type {Description} from '../../../../src/protocol/connection.js';
import {ManualClock} from '../../../support/manual-clock.js';

/** Two pages on one busy machine; what is waited for comes within a second where nothing else runs. */
const patience = {interval: 5, timeout: 15_000};

/** One real link, and what it told. */
export interface TestLink {
  readonly link: RtcPeerLink;
  readonly clock: ManualClock;
  readonly states: readonly LinkState[];
  readonly messages: readonly ControlMessage[];
  readonly late: readonly Candidate[];
  /** `open`, `gone`, `restart` and `outdated`, in order. */
  readonly told: readonly string[];
}

export function createLink(role: 'offerer' | 'answerer', options: Partial<RtcPeerLinkOptions> = {}): TestLink {
  const clock = new ManualClock();
  const states: LinkState[] = [];
  const messages: ControlMessage[] = [];
  const late: Candidate[] = [];
  const told: string[] = [];
  const handlers: PeerLinkHandlers = {
    onCandidates: candidates => late.push(...candidates),
    onState: state => states.push(state),
    onOpen: () => told.push('open'),
    onMessage: message => messages.push(message),
    onGone: () => told.push('gone'),
    onRestartNeeded: () => told.push('restart'),
    onOutdated: () => told.push('outdated'),
    onTrouble: () => undefined,
  };
  const link = new RtcPeerLink({
    role,
    handlers,
    // No server: what is tested stays on this machine.
    iceServers: [],
    relayOnly: false,
    videoCodecs: [],
    tracks: noTracks,
    maxVideoHeightPx: 720,
    clock,
    log: silentLog,
    ...options,
  });
  return {link, clock, states, messages, late, told};
}

export const until = (condition: () => boolean, what: string): Promise<void> => waitUntil(condition, what, patience);

export async function untilState({link}: TestLink, state: LinkState): Promise<void> {
  try {
    await until(() => link.state === state, `${link.role} is ${state}`);
  } catch (error) {
    throw new Error(`${String(error)}: it is ${link.state}, ${await describe(link)}`, {cause: error});
  }
}

/** What the browser knows of a connection, for whoever has to find out why it is not what it should be. */
async function describe({connection, isHeard}: RtcPeerLink): Promise<string> {
  const {connectionState, iceConnectionState, signalingState, sctp} = connection;
  const report = [...(await connection.getStats()).values()] as readonly Readonly<Record<string, unknown>>[];
  const told = report.filter(({type}) => type === 'candidate-pair' || type === 'data-channel');
  return JSON.stringify({
    connectionState,
    iceConnectionState,
    signalingState,
    dtls: sctp?.transport.state,
    isHeard,
    told,
  });
}

const untilHeard = ({link}: TestLink): Promise<void> =>
  waitUntil(
    async () => {
      const report = [...(await link.connection.getStats()).values()] as readonly Readonly<Record<string, unknown>>[];
      return report.some(({type, messagesReceived}) => type === 'data-channel' && messagesReceived !== 0);
    },
    `${link.role} hears the other`,
    patience,
  );

/** Everything that one test makes, closed after it. */
export class LinkFixture {
  readonly #made: {close(): void}[] = [];

  link(role: 'offerer' | 'answerer', options?: Partial<RtcPeerLinkOptions>): TestLink {
    const made = createLink(role, options);
    this.#made.push(made.link);
    return made;
  }

  connection(): RTCPeerConnection {
    const connection = new RTCPeerConnection();
    this.#made.push(connection);
    return connection;
  }

  track(kind: 'audio' | 'video' = 'video'): MediaStreamTrack {
    const track = kind === 'video' ? paintedTrack() : silentTrack();
    this.#made.push({close: () => track.stop()});
    return track;
  }

  pair(options?: Partial<RtcPeerLinkOptions>): {readonly offerer: TestLink; readonly answerer: TestLink} {
    return {offerer: this.link('offerer', options), answerer: this.link('answerer', options)};
  }

  async connected(
    options?: Partial<RtcPeerLinkOptions>,
  ): Promise<{readonly offerer: TestLink; readonly answerer: TestLink}> {
    const pair = this.pair(options);
    await meet(pair.offerer, pair.answerer);
    await Promise.all([untilState(pair.offerer, 'connected'), untilState(pair.answerer, 'connected')]);
    // The first heartbeat goes out as the channel opens: if it comes late, the other counts as heard when it is meant to be silent.
    await Promise.all([untilHeard(pair.offerer), untilHeard(pair.answerer)]);
    return pair;
  }

  close(): void {
    for (const made of this.#made) made.close();
  }
}

/** Hands one offer and its answer over, as the signaling does. */
export async function meet(offerer: TestLink, answerer: TestLink, revision = 1): Promise<Description> {
  const offer = await offerer.link.makeOffer(revision);
  const answer = await answerer.link.makeAnswer(offer);
  answerer.link.release();
  await offerer.link.takeAnswer(answer);
  return offer;
}

/** Says of a connection that it is in this state, as the browser would. */
export function pretend({link: {connection}}: TestLink, state: RTCPeerConnectionState | null): void {
  if (state) Object.defineProperty(connection, 'connectionState', {configurable: true, get: () => state});
  else Reflect.deleteProperty(connection, 'connectionState');
  connection.dispatchEvent(new Event('connectionstatechange'));
}

export const usernameFragmentOf = (sdp: string | undefined): string => /^a=ice-ufrag:(\S+)/m.exec(sdp ?? '')?.[1] ?? '';

function paintedTrack(): MediaStreamTrack {
  const canvas = Object.assign(document.createElement('canvas'), {width: 64, height: 48});
  const context = canvas.getContext('2d');
  let hue = 0;
  const paint = (): void => {
    if (context) context.fillStyle = `hsl(${(hue += 20)} 80% 50%)`;
    context?.fillRect(0, 0, 64, 48);
  };
  paint();
  const timer = setInterval(paint, 40);
  const [track] = canvas.captureStream(25).getVideoTracks();
  if (!track) throw new Error('no track');
  const stop = track.stop.bind(track);
  track.stop = () => {
    clearInterval(timer);
    stop();
  };
  return track;
}

function silentTrack(): MediaStreamTrack {
  const [track] = new MediaStreamAudioDestinationNode(new AudioContext()).stream.getAudioTracks();
  if (!track) throw new Error('no track');
  return track;
}
