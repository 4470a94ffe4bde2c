import type {StatsSample} from '../peer/stats-sample.js';
import type {Clock} from '../util/clock.js';
import {initialCallState, type CallState, type LocalDevice} from './call-state.js';
import {isSameQuality} from './quality-of.js';
import type {LadderStep} from './quality-watch.js';
import {pathWords, type TriedWays} from './report-path.js';
import {FoundProblems} from './report-problems.js';

/** Something that happened, without names, tokens, addresses or SDP. */
export interface ReportEntry {
  /** Since the report began. */
  readonly atMs: number;
  readonly what:
    'phase' | 'error' | 'connections' | 'recovery' | 'device' | 'quality' | 'picture' | 'path' | 'signaling';
  readonly detail: string;
}

/** What `getReport()` returns: to send along with a complaint. */
export interface CallReportData {
  readonly version: string;
  readonly browser: string;
  readonly phase: string;
  /** One sentence for each problem found since the report began; docs/troubleshooting.md explains each. */
  readonly problems: readonly string[];
  readonly operations: {readonly reads: number; readonly writes: number; readonly deletes: number};
  readonly codecs: readonly string[];
  /** The latest last; older ones are dropped. */
  readonly entries: readonly ReportEntry[];
}

/** Half an hour of a troubled call, and a fraction of a megabyte at most. */
const entryLimit = 300;

/** A bounded ring of what happened in a call, and the problems found in it. */
export class CallReport {
  readonly #clock: Clock;
  readonly #beganAt: number;
  readonly #entries: ReportEntry[] = [];
  readonly #problems = new FoundProblems();
  /** By uid, which no entry names. */
  readonly #paths = new Map<string, string>();
  #connections = connectionsOf(initialCallState);
  #restarts = 0;
  #codecs: readonly string[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#beganAt = clock.now();
  }

  /** Takes in a change of the state. */
  changed(after: CallState, before: CallState): void {
    if (after.phase !== before.phase) this.#add('phase', `${before.phase} → ${after.phase}`);
    if (after.error && after.error !== before.error) this.#add('error', after.error.code);
    if (after.signalingLive !== before.signalingLive) this.#add('signaling', after.signalingLive ? 'back' : 'lost');
    if (after.participants !== before.participants) {
      this.#connected(connectionsOf(after));
      this.#forgetPaths(after);
    }
    this.#devicesChanged(before, after);
    const {level, reasons} = after.quality;
    if (!isSameQuality(after.quality, before.quality)) this.#add('quality', [level, ...reasons].join(' '));
  }

  ladder({rung, reason}: LadderStep): void {
    this.#add('picture', `rung ${String(rung)}: ${reason}`);
  }

  /** The way to somebody is looked for anew, while or because the one that there was does not do. */
  restarted(): void {
    this.#add('recovery', `ICE restart ${String(++this.#restarts)}`);
  }

  /** What was read of the connection to this person. */
  sample(uid: string, {path, codecs}: StatsSample, tried: TriedWays): void {
    if (codecs.length > 0) this.#codecs = codecs;
    if (!path) return;
    const words = pathWords(path, tried);
    if (words !== this.#paths.get(uid)) this.#add('path', words);
    this.#paths.set(uid, words);
  }

  /** @param version of this package */
  data(state: CallState, version: string): CallReportData {
    return {
      version,
      browser: navigator.userAgent,
      phase: state.phase,
      problems: this.#problems.sentences,
      operations: state.usage,
      codecs: this.#codecs,
      entries: [...this.#entries],
    };
  }

  #devicesChanged(before: CallState, after: CallState): void {
    for (const kind of ['microphone', 'camera', 'screen'] as const) {
      const {status, error} = after[kind];
      if (status !== before[kind].status) this.#add('device', [kind, status, error?.code].filter(Boolean).join(' '));
    }
    for (const kind of ['microphone', 'camera'] as const)
      for (const words of deviceNews(before[kind], after[kind])) this.#add('device', `${kind} ${words}`);
    const {deviceId, notice} = after.speaker;
    if (deviceId !== before.speaker.deviceId) this.#add('device', `speaker ${notice ?? 'switched'}`);
  }

  /** Names and devices change too: what counts here is who is connected. */
  #connected(words: string): void {
    if (words !== this.#connections) this.#add('connections', words);
    this.#connections = words;
  }

  /** Whoever comes back has a path anew. */
  #forgetPaths({participants}: CallState): void {
    for (const uid of this.#paths.keys())
      if (!participants.some(participant => participant.uid === uid)) this.#paths.delete(uid);
  }

  #add(what: ReportEntry['what'], detail: string): void {
    const last = this.#entries.at(-1);
    if (last?.what === what && last.detail === detail) return;
    this.#problems.add({what, detail});
    this.#entries.push({atMs: Math.round(this.#clock.now() - this.#beganAt), what, detail});
    if (this.#entries.length > entryLimit) this.#entries.shift();
  }
}

/** What is new of a device beside its status, without saying which one it is. */
function deviceNews(before: LocalDevice, after: LocalDevice): readonly string[] {
  const isSwitched = before.status === 'on' && after.status === 'on' && before.deviceId !== after.deviceId;
  return [
    ...(isSwitched ? ['switched'] : []),
    ...(after.interrupted === before.interrupted ? [] : [after.interrupted ? 'interrupted' : 'back']),
    ...(after.notice && after.notice !== before.notice ? [after.notice] : []),
  ];
}

function connectionsOf({participants}: CallState): string {
  const count = (connection: string): number => participants.filter(each => each.connection === connection).length;
  return ['connected', 'connecting', 'interrupted'].map(each => `${String(count(each))} ${each}`).join(', ');
}
