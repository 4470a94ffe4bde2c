import type {Log} from '../log.js';
import {formatControlMessage, parseControlMessage, type ControlMessage} from '../protocol/control-message.js';
import type {Clock} from '../util/clock.js';
import {LineProbe} from './line-probe.js';

/** Often enough that silence is noticed within two seconds; 20 bytes each, 2 kbit/s with all that carries them. */
const heartbeatEveryMs = 500;

export interface ControlChannelHandlers {
  onOpen(): void;
  onMessage(message: ControlMessage): void;
  /** The other side closed it, with or without a `bye`. */
  onClose(): void;
}

/** The negotiated data channel (id 0) of one connection. What is malformed is dropped and logged. */
export class ControlChannel {
  readonly #channel: RTCDataChannel;
  readonly #clock: Clock;
  readonly #handlers: ControlChannelHandlers;
  readonly #log: Log;
  readonly #probe: LineProbe;
  readonly #ended = new AbortController();
  #cancelHeartbeat: (() => void) | null = null;
  /** As the other side is told twice a second. */
  #lateShare = 0;
  #lateShareThere = 0;
  #heardCount = 0;
  #sentCount = 0;
  /** The earliest that was sent of which the other side has not said that it came: the how many-th, and when. */
  #unacknowledged: {readonly count: number; readonly at: number} | null = null;

  constructor(
    connection: RTCPeerConnection,
    options: {readonly clock: Clock; readonly log: Log; readonly handlers: ControlChannelHandlers},
  ) {
    this.#channel = connection.createDataChannel('control', {negotiated: true, id: 0});
    this.#clock = options.clock;
    this.#log = options.log;
    this.#handlers = options.handlers;
    this.#probe = new LineProbe(options.clock, message => this.send(message));
    const {signal} = this.#ended;
    this.#channel.addEventListener('open', this.#onOpen, {signal});
    this.#channel.addEventListener('message', this.#onMessage, {signal});
    this.#channel.addEventListener('close', this.#onClose, {signal});
  }

  get isOpen(): boolean {
    return this.#channel.readyState === 'open';
  }

  /** How many messages came, of whatever kind. */
  get heardCount(): number {
    return this.#heardCount;
  }

  /** Share of the other's sound that came too late, 0-1, as they are told from now on. */
  tellLateShare(share: number): void {
    this.#lateShare = share;
  }

  /** Share of the own sound that came too late, 0-1, as the other side said last. */
  get lateShareThere(): number {
    return this.#lateShareThere;
  }

  /** Since when nothing that was sent is known to have come to the other side, which says so twice a second; else Infinity. */
  get unacknowledgedSince(): number {
    return this.#unacknowledged?.at ?? Infinity;
  }

  /** @returns false if it isn't open */
  send(message: ControlMessage): boolean {
    if (!this.isOpen) return false;
    try {
      this.#channel.send(formatControlMessage(message));
      this.#sentCount++;
      this.#unacknowledged ??= {count: this.#sentCount, at: this.#clock.now()};
      return true;
    } catch (error) {
      this.#log.warn('control channel', error);
      return false;
    }
  }

  /** As {@link LineProbe.carries}. */
  carries(kbps: number): Promise<boolean> {
    return this.#probe.carries(kbps);
  }

  close(): void {
    this.#ended.abort();
    this.#cancelHeartbeat?.();
    this.#probe.stop();
    this.#channel.close();
  }

  #onOpen = (): void => {
    this.#beat();
    this.#handlers.onOpen();
  };

  #onMessage = ({data}: MessageEvent<unknown>): void => {
    this.#heardCount++;
    let message;
    try {
      message = parseControlMessage(data);
    } catch (error) {
      this.#log.warn('dropped a malformed message', error);
      return;
    }
    switch (message.type) {
      case 'heartbeat':
        this.#onAcknowledged(message.heard);
        this.#lateShareThere = message.latePercent / 100;
        return;
      case 'probe':
        this.send({type: 'echo', number: message.number});
        return;
      case 'echo':
        this.#probe.take(message.number);
        return;
      default:
        this.#handlers.onMessage(message);
    }
  };

  #onAcknowledged(count: number): void {
    if (this.#unacknowledged && count >= this.#unacknowledged.count) this.#unacknowledged = null;
  }

  #onClose = (): void => {
    this.#cancelHeartbeat?.();
    this.#handlers.onClose();
  };

  #beat = (): void => {
    this.send({type: 'heartbeat', heard: this.#heardCount, latePercent: Math.round(this.#lateShare * 100)});
    this.#cancelHeartbeat = this.#clock.after(heartbeatEveryMs, this.#beat);
  };
}
