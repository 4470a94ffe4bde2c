import type {ChatMessage} from '../call/call-state.js';
import {CallEvent} from './call-event.js';

/** `message`: a chat message of anyone in the call, oneself included. */
export class ChatMessageEvent extends CallEvent<{readonly message: ChatMessage}> {
  constructor(detail: {readonly message: ChatMessage}) {
    super('message', detail);
  }
}
