import type {ControlMessage} from '../protocol/control-message.js';
import type {Clock} from '../util/clock.js';
import {createDeferred, type Deferred} from '../util/deferred.js';

/** Small, so that a queue can be short. */
const filling = '0'.repeat(250);
/** With what carries it: JSON, SCTP, DTLS, UDP and IP. */
const probeBits = (filling.length + 150) * 8;
/**
 * The rate grows for so long, from this share of the whole: a queue that grows slowly is one that players of sound can follow. And
 * it stays for longer than what a narrow line lets through at once, 3 kB or so.
 */
const ramp = {fromShare: 0.2, growsMs: 6_000, staysMs: 3_000} as const;
/** An answer that is late by so much waits in a queue, and nothing is sent meanwhile. */
const queueMs = 50;
/** What holds up the probes for so long is no accident, but a line that carries less; a quarter of the time between is forgiven. */
const heldUp = {mostMs: 300, forgiven: 0.25} as const;
/**
 * Of what was due, so much has to have gone out, or the line was not tried: timers of a page that nobody sees come once a second,
 * and late where there is much to do.
 */
const triedShare = 0.8;
/** A wait is no shorter than this part of itself, however late the one before was: what goes out at once fills a narrow line. */
const shortestWait = 0.5;
/** Where a single probe has no answer by then nothing gets through. */
const patienceMs = 3_000;

/**
 * Tries whether the line to the other side carries as much as a picture needs, without one: what congestion control thinks of it is
 * no more than what was sent, and a picture begins with more than a narrow line has room for.
 */
export class LineProbe {
  readonly #clock: Clock;
  readonly #send: (message: ControlMessage) => boolean;
  /** The probe that was sent last. */
  #number = 0;
  /** When each was sent that is not answered, the earliest first. */
  readonly #sentAt = new Map<number, number>();
  #underWay: Deferred<boolean> | null = null;
  #onEcho: () => void = () => undefined;

  constructor(clock: Clock, send: (message: ControlMessage) => boolean) {
    this.#clock = clock;
    this.#send = send;
  }

  /**
   * Sends more and more, and so much for some seconds, unless it is held up before. One at a time.
   * @returns whether all of it went out, and through
   */
  async carries(kbps: number): Promise<boolean> {
    this.#sentAt.clear();
    const sentAt = this.#clock.now();
    if (!(await this.#getsThrough())) return false;
    const idleMs = this.#clock.now() - sentAt;
    return this.#goesOn(kbps, idleMs + queueMs);
  }

  /** The other side has this probe. */
  take(number: number): void {
    if (this.#sentAt.delete(number)) this.#onEcho();
  }

  /** Ends what is under way. */
  stop(): void {
    this.#underWay?.resolve(false);
  }

  /** Whether a single probe is answered. */
  async #getsThrough(): Promise<boolean> {
    const underWay = (this.#underWay = createDeferred<boolean>());
    const cancel = this.#clock.after(patienceMs, () => underWay.resolve(false));
    this.#onEcho = () => underWay.resolve(true);
    if (!this.#probe('')) underWay.resolve(false);
    const isAnswered = await underWay.promise;
    cancel();
    return isAnswered;
  }

  /** Whether the probes come through with no answer that takes much longer than `withinMs`. */
  async #goesOn(kbps: number, withinMs: number): Promise<boolean> {
    const underWay = (this.#underWay = createDeferred<boolean>());
    const beganAt = this.#clock.now();
    let [plannedAt, lookedAt, heldUpMs, sentBits, dueBits] = [beganAt, beganAt, 0, 0, 0];
    let cancel = (): void => undefined;
    const next = (): void => {
      const now = this.#clock.now();
      const share = Math.min(1, Math.max(ramp.fromShare, (now - beganAt) / ramp.growsMs));
      const everyMs = probeBits / (kbps * share);
      const [earliest = Infinity] = this.#sentAt.values();
      const isHeldUp = now - earliest > withinMs;
      if (!isHeldUp) {
        if (!this.#probe(filling)) underWay.resolve(false);
        sentBits += probeBits;
        dueBits += (now - lookedAt) * kbps * share;
      }
      heldUpMs = Math.max(0, heldUpMs + everyMs * (isHeldUp ? 1 : -heldUp.forgiven));
      if (heldUpMs > heldUp.mostMs) underWay.resolve(false);
      else if (now - beganAt > ramp.growsMs + ramp.staysMs) underWay.resolve(sentBits >= triedShare * dueBits);
      const waitMs = Math.max(shortestWait * everyMs, everyMs - (now - plannedAt));
      lookedAt = now;
      plannedAt = now + waitMs;
      cancel = this.#clock.after(waitMs, next);
    };
    next();
    const isThrough = await underWay.promise;
    cancel();
    return isThrough;
  }

  #probe(withFilling: string): boolean {
    this.#sentAt.set(++this.#number, this.#clock.now());
    return this.#send({type: 'probe', number: this.#number, filling: withFilling});
  }
}
