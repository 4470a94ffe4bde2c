import type {Log} from '../log.js';
import type {RtcPeerLink} from '../peer/rtc-peer-link.js';
import {StatsMonitor} from '../peer/stats-monitor.js';
import type {StatsDelta, StatsSample} from '../peer/stats-sample.js';
import type {Clock} from '../util/clock.js';
import {isSameQuality, qualityOf, summarise, type CallQuality, type Quality} from './quality.js';
import {climb, initialLadder, rungs, soundOnly, type LadderReason, type LadderState} from './send-ladder.js';

export interface QualityWatchOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly onQuality: (quality: CallQuality) => void;
  /** The picture is sent in another way to this person; `soundOnly` if not at all. */
  readonly onLadder: (uid: string, step: LadderStep) => void;
  readonly onSample: (uid: string, sample: StatsSample) => void;
}

/** A step of the ladder of one connection. */
export interface LadderStep {
  readonly rung: number;
  readonly reason: LadderReason;
  readonly soundOnly: boolean;
}

/** Somebody whose connection is watched. */
export interface WatchedLink {
  readonly uid: string;
  readonly link: RtcPeerLink;
}

/** Watches how each connection does, says so, and sends what it can carry. */
export class QualityWatch {
  readonly #options: QualityWatchOptions;
  readonly #watched = new Map<RtcPeerLink, Watched>();
  #told: CallQuality = summarise({});

  constructor(options: QualityWatchOptions) {
    this.#options = options;
  }

  /** Whom to watch from now on: the connections that there are. */
  update(links: readonly WatchedLink[]): void {
    for (const [link, {monitor}] of this.#watched) {
      if (links.some(each => each.link === link)) continue;
      monitor.stop();
      this.#watched.delete(link);
    }
    for (const watched of links) if (!this.#watched.has(watched.link)) this.#watch(watched);
    this.#tell();
  }

  /** Whether this connection carries no picture of the own camera for now. */
  isSoundOnly(link: RtcPeerLink): boolean {
    return this.#watched.get(link)?.ladder.rung === soundOnly;
  }

  #watch({uid, link}: WatchedLink): void {
    const {clock, log} = this.#options;
    const ladder = initialLadder(this.#watched.size + 1, clock.now());
    const onDelta = (delta: StatsDelta, sample: StatsSample): void => {
      this.#onDelta(link, delta, sample);
    };
    const monitor = new StatsMonitor(link.connection, {clock, log, onDelta});
    this.#watched.set(link, {uid, monitor, ladder, quality: null});
    this.#send(link, ladder);
  }

  #onDelta(link: RtcPeerLink, delta: StatsDelta, sample: StatsSample): void {
    const watched = this.#watched.get(link);
    if (!watched) return;
    const {clock, onLadder, onSample} = this.#options;
    onSample(watched.uid, sample);
    const {state, reason} = climb(watched.ladder, delta, {others: this.#watched.size, now: clock.now()});
    this.#watched.set(link, {...watched, ladder: state, quality: qualityOf(delta)});
    if (reason) {
      this.#send(link, state);
      onLadder(watched.uid, {rung: state.rung, reason, soundOnly: state.rung === soundOnly});
    }
    this.#tell();
  }

  #send(link: RtcPeerLink, {rung}: LadderState): void {
    const limits = rungs[rung];
    if (limits) link.limitCamera(limits);
  }

  #tell(): void {
    const participants: Record<string, Quality> = {};
    for (const [link, {uid, quality}] of this.#watched) {
      participants[uid] =
        link.state === 'connected'
          ? (quality ?? {level: 'good', reasons: []})
          : {level: 'lost', reasons: ['interrupted']};
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
  readonly quality: Quality | null;
}

function isSame(a: CallQuality, b: CallQuality): boolean {
  const uids = Object.keys(a.participants);
  return (
    isSameQuality(a, b) &&
    uids.length === Object.keys(b.participants).length &&
    uids.every(uid => {
      const [one, other] = [a.participants[uid], b.participants[uid]];
      return one !== undefined && other !== undefined && isSameQuality(one, other);
    })
  );
}
