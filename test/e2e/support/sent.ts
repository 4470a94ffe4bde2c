import type {Page} from 'puppeteer-core';
import type {Fault} from './faults.js';

declare global {
  interface Window {
    /** Every text that left the page by a request or by a data channel, in order. */
    textsSent: {readonly requests: string[]; readonly channels: string[]};
  }
}

/** Keeps every text that the page sends. No fault; put in place like one. */
export const sentKept: Fault = page =>
  page.evaluateOnNewDocument(() => {
    const sent = {requests: [] as string[], channels: [] as string[]};
    window.textsSent = sent;
    const {fetch} = window;
    window.fetch = (input, init) => {
      if (typeof init?.body === 'string') sent.requests.push(init.body);
      return fetch(input, init);
    };
    const channel = RTCDataChannel.prototype;
    const send = Object.getOwnPropertyDescriptor(channel, 'send')?.value as (
      this: RTCDataChannel,
      data: string,
    ) => void;
    Object.assign(channel, {
      send(this: RTCDataChannel, data: string) {
        sent.channels.push(data);
        send.call(this, data);
      },
    });
  });

export const textsSent = (page: Page): Promise<Window['textsSent']> => page.evaluate(() => window.textsSent);

/** The descriptions, own and far, of every connection that is open. */
export const descriptionsOf = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() =>
    window.videoCallRecording.connections
      .filter(({connectionState}) => connectionState !== 'closed')
      .flatMap(({localDescription, remoteDescription}) => [localDescription?.sdp ?? '', remoteDescription?.sdp ?? '']),
  );

/** What a machine does that has come into another network: each connection restarts ICE. */
export const changeNetwork = (page: Page): Promise<void> =>
  page.evaluate(() => {
    window.dispatchEvent(new Event('online'));
  });
