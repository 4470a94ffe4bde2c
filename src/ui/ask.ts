import {RequestEvent, type UiRequest} from './request-event.js';

/** Sends a request up to `<video-call>`. */
export function sendRequest(from: EventTarget | null, request: UiRequest): void {
  from?.dispatchEvent(new RequestEvent(request));
}

/** A listener that sends a request from where the event was listened for. */
export const ask =
  (request: UiRequest) =>
  (event: Event): void =>
    sendRequest(event.currentTarget, request);
