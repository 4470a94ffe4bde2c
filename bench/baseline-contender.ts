import type {Page} from 'puppeteer-core';
import {measure, patienceMs, withPages, type Contender} from './contender.js';
import {freshRoom} from './element-contender.js';
import type {ServerName, Stage} from './stage.js';

interface Baseline {
  readonly id: string;
  readonly page: 'firestore' | 'peerjs';
  readonly server: ServerName;
  readonly warmWrites?: boolean;
}

function baseline({id, page, server, warmWrites = false}: Baseline): Contender {
  const address = ({pages, proxies}: Stage, role: 'host' | 'guest', room: string): string => {
    const parameters = new URLSearchParams({role, room, port: String(proxies[server].port)});
    if (warmWrites) parameters.set('warm', '');
    return `${pages.origin}/${page}.html?${parameters.toString()}`;
  };
  return {
    id,
    run: stage =>
      withPages(async ({open}) => {
        const room = freshRoom();
        const {page: host} = await open(stage.host, address(stage, 'host', room));
        await waitUntilReady(host);
        const {page: newcomer} = await open(stage.newcomer, address(stage, 'guest', room));
        await waitUntilReady(newcomer);
        return measure(stage, {newcomer, host, server, start: () => newcomer.click('#join')});
      }),
  };
}

async function waitUntilReady(page: Page): Promise<void> {
  await page.waitForSelector('body[data-state="ready"]', {timeout: patienceMs});
}

/** The codelab's way; neither side has written anything for a minute, so the SDK's write streams are closed. */
export const usualFirestore = baseline({id: 'firestore-usual', page: 'firestore', server: 'open'});

/** The same, both write streams open because both sides have just written something. */
export const usualFirestoreWarm = baseline({
  id: 'firestore-usual-warm',
  page: 'firestore',
  server: 'open',
  warmWrites: true,
});

export const peerJs = baseline({id: 'peerjs', page: 'peerjs', server: 'peer'});
