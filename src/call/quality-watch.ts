import type {Log} from '../log.js';
import type {RtcPeerLink} from '../peer/rtc-peer-link.js';
import {StatsMonitor} from '../peer/stats-monitor.js';
import {readEveryMs, type StatsDelta, type StatsSample} from '../peer/stats-sample.js';
import type {SendLimits} from '../peer/track-senders.js';
import type {Clock} from '../util/clock.js';
import {hasOtherContent} from '../util/other-content.js';
import {LineMemory} from './line-memory.js';
import {
  bestPicture,
  goodQuality,
  lostQuality,
  type CallQuality,
  type ParticipantQuality,
  type Quality,
} from './quality.js';
import {isSameQuality, qualityOf, summarise} from './quality-of.js';
import {climb, hold, initialLadder, sentIn, type LadderState} from './send-ladder.js';
import {soundOnly, triedKbps} from './send-rungs.js';
import type {LadderReason} from './send-trouble.js';

export interface QualityWatchOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly onQuality: (quality: CallQuality) => void;
  /** The picture is sent in another way to this person, or not at all. */
  readonly onLadder: (uid: string, step: LadderStep) => void;
  readonly onSample: (uid: string, sample: StatsSample) => void;
}

/** A step of the ladder of one connection. */
export interface LadderStep {
  readonly rung: number;
  readonly reason: LadderReason;
}

/** Somebody whose connection is watched. */
export interface WatchedLink {
  readonly uid: string;
  readonly link: RtcPeerLink;
}

/** Of a page that stood still for as long, the figures tell no more than that: packets waited for it. */
const stoodStillMs = 2 * readEveryMs;

/** Watches how each connection does, says so, and sends what it can carry. */
export class QualityWatch {
  readonly #options: QualityWatchOptions;
  readonly #watched = new Map<RtcPeerLink, Watched>();
  readonly #trying = new Set<RtcPeerLink>();
  readonly #lines: LineMemory;
  /** Whom no connection leads to for now, and one did. */
  #sought: readonly string[] = [];
  #told: CallQuality = summarise({});

  constructor(options: QualityWatchOptions) {
    this.#options = options;
    this.#lines = new LineMemory(options.clock);
  }

  /** Whom to watch from now on: the connections that there are, and who is looked for without one. */
  update(links: readonly WatchedLink[], sought: readonly string[] = []): void {
    this.#sought = sought;
    for (const link of this.#watched.keys()) if (!links.some(each => each.link === link)) this.#forget(link);
    for (const watched of links) if (!this.#watched.has(watched.link)) this.#watch(watched);
    for (const link of this.#watched.keys()) this.#holdIfInterrupted(link);
    this.#tell();
  }

  /** Whether this connection carries no picture of the own camera for now. */
  isSoundOnly(link: RtcPeerLink): boolean {
    return this.#watched.get(link)?.ladder.rung === soundOnly;
  }

  /**
   * Holds the ladder of a link that is or was interrupted: its figures say nothing. Heard though ICE checks are lost (a full
   * line), it counts as not interrupted. A new revision means an interruption that this side may not have noticed.
   *
   * @returns whether it is or was interrupted, which may be over before the next figures come
   */
  #holdIfInterrupted(link: RtcPeerLink): boolean {
    const watched = this.#watched.get(link);
    if (!watched || (link.isHeard && link.revision === watched.revision)) return false;
    this.#hold(link, watched);
    return true;
  }

  #hold(link: RtcPeerLink, watched: Watched): void {
    const ladder = hold(watched.ladder, this.#options.clock.now());
    this.#watched.set(link, {...watched, ladder, revision: link.revision});
  }

  #forget(link: RtcPeerLink): void {
    const watched = this.#watched.get(link);
    if (!watched) return;
    const {uid, ladder, reason, monitor} = watched;
    monitor.stop();
    this.#watched.delete(link);
    this.#lines.remember(uid, ladder, reason);
  }

  #watch({uid, link}: WatchedLink): void {
    const {clock, log, onLadder} = this.#options;
    const known = this.#lines.recall(uid);
    const ladder = known?.ladder ?? initialLadder(this.#watched.size + 1, clock.now());
    const onDelta = (delta: StatsDelta, sample: StatsSample): void => this.#onDelta(link, delta, sample);
    const monitor = new StatsMonitor(link.connection, {clock, log, onDelta});
    const reason = known?.reason ?? null;
    this.#watched.set(link, {
      uid,
      monitor,
      ladder,
      revision: link.revision,
      reason,
      quality: null,
      sent: null,
      carriesPicture: null,
    });
    // The best way waits for the first figures: an encoder that is set anew now would keep the first picture waiting.
    if (ladder.rung > 0) link.limit(sentIn(ladder));
    if (known) onLadder(uid, stepOf(ladder, known.reason));
  }

  #onDelta(link: RtcPeerLink, delta: StatsDelta, sample: StatsSample): void {
    const watched = this.#watched.get(link);
    if (!watched) return;
    const {clock, onLadder, onSample} = this.#options;
    onSample(watched.uid, sample);
    link.fitPicture();
    if (delta.durationMs > stoodStillMs) this.#hold(link, watched);
    if (delta.durationMs > stoodStillMs || this.#holdIfInterrupted(link)) {
      link.tellLateShare(0);
      this.#tell();
      return;
    }
    // The first reading is of a call that begins: what was not there yet did not come late.
    link.tellLateShare(watched.quality === null ? 0 : delta.lateShare);
    const {carriesPicture} = watched;
    const known = {others: this.#watched.size, now: clock.now(), farLate: link.lateShareThere, carriesPicture};
    const {state, reason, asksLine} = climb(watched.ladder, delta, known);
    const next = {ladder: state, reason: reason ?? watched.reason, quality: qualityOf(delta), carriesPicture: null};
    this.#watched.set(link, {...watched, ...next});
    if (asksLine) void this.#tryLine(link);
    this.#send(link);
    if (reason) onLadder(watched.uid, stepOf(state, reason));
    this.#tell();
  }

  /** For the reading after that. */
  async #tryLine(link: RtcPeerLink): Promise<void> {
    if (this.#trying.has(link)) return;
    this.#trying.add(link);
    const carriesPicture = await link.carries(triedKbps);
    this.#trying.delete(link);
    const watched = this.#watched.get(link);
    if (watched) this.#watched.set(link, {...watched, carriesPicture});
  }

  #send(link: RtcPeerLink): void {
    const watched = this.#watched.get(link);
    if (!watched) return;
    const sent = sentIn(watched.ladder);
    if (!hasOtherContent(sent, watched.sent)) return;
    this.#watched.set(link, {...watched, sent});
    link.limit(sent);
  }

  #tell(): void {
    const participants: Record<string, ParticipantQuality> = {};
    for (const uid of this.#sought) {
      participants[uid] = {...lostQuality, picture: this.#told.participants[uid]?.picture ?? bestPicture};
    }
    for (const [link, {uid, quality, ladder, reason}] of this.#watched) {
      const isConnected = link.state === 'connected';
      participants[uid] = {
        ...(isConnected ? (quality ?? goodQuality) : lostQuality),
        picture: {step: ladder.rung, soundOnly: ladder.rung === soundOnly, reason},
      };
    }
    const next = summarise(participants);
    if (isSame(next, this.#told)) return;
    this.#told = next;
    this.#options.onQuality(next);
  }
}

interface Watched {
  readonly uid: string;
  readonly monitor: StatsMonitor;
  readonly ladder: LadderState;
  /** Of the descriptions in force when it was looked at last. */
  readonly revision: number;
  /** Of its last step, or of the connection before it; null before the first. */
  readonly reason: LadderReason | null;
  readonly quality: Quality | null;
  /** How it is sent since the first figures, at which it is said again: what was said before may have come too early. */
  readonly sent: SendLimits | null;
  /** Whether the line carries one, tried since the last reading. */
  readonly carriesPicture: boolean | null;
}

const stepOf = ({rung}: LadderState, reason: LadderReason): LadderStep => ({rung, reason});

function isSame(a: CallQuality, b: CallQuality): boolean {
  const uids = Object.keys(a.participants);
  return (
    isSameQuality(a, b) &&
    uids.length === Object.keys(b.participants).length &&
    uids.every(uid => {
      const [one, other] = [a.participants[uid], b.participants[uid]];
      return one !== undefined && other !== undefined && isSameQuality(one, other) && isSamePicture(one, other);
    })
  );
}

const isSamePicture = ({picture: a}: ParticipantQuality, {picture: b}: ParticipantQuality): boolean =>
  a.step === b.step && a.reason === b.reason;
