import {CallError} from '../errors.js';
import {controlLimits, type ControlMessage} from '../protocol/control-message.js';
import type {Store} from './store.js';

export interface ChatOptions {
  readonly store: Store;
  /** @returns to how many it was sent */
  readonly broadcast: (message: ControlMessage) => number;
}

/** What this side writes to the others. */
export class Chat {
  readonly #options: ChatOptions;
  #sentCount = 0;

  constructor(options: ChatOptions) {
    this.#options = options;
  }

  /** @throws {CallError} invalid-message, not-connected */
  send(text: string): void {
    checkText(text);
    const {store, broadcast} = this.#options;
    const id = `${String(++this.#sentCount)}-${crypto.randomUUID()}`;
    if (broadcast({type: 'chat', id, text}) === 0) throw CallError.notConnected();
    const {uid, name} = store.state;
    store.update({type: 'message', message: {id, uid, name, text, own: true, at: Date.now()}});
  }
}

/** A page may have been given its text by anything. */
function checkText(text: unknown): void {
  if (typeof text !== 'string') throw CallError.invalidMessage('The message is no text.');
  if (text.trim() === '') throw CallError.invalidMessage('The message is empty.');
  if (text.length > controlLimits.textLength) {
    throw CallError.invalidMessage(
      `The message has ${String(text.length)} characters; ${String(controlLimits.textLength)} are allowed.`,
    );
  }
}
