import {gzipSync} from 'node:zlib';
import type {HTTPResponse} from 'puppeteer-core';
import {patienceMs} from './contender.js';
import {addCallPage, buttonOf, comeNear, freshRoom, waitForPhase, waitUntilPrepared} from './element-contender.js';
import {openPage, type Stage} from './stage.js';

/** What a page has loaded of the element's files by some moment, gzip bytes. */
export interface LoadedSize {
  readonly moment: 'before intent' | 'at intent' | 'in a call';
  readonly gzipBytes: number;
  readonly files: readonly {readonly name: string; readonly gzipBytes: number}[];
}

/** By the requests that a page really makes, in a call with somebody. */
export async function measureSizes(stage: Stage): Promise<readonly LoadedSize[]> {
  stage.setDelay(0);
  const room = freshRoom();
  const host = await openPage(stage.host, addCallPage(stage, {room, autojoin: true}));
  const visitor = await openPage(stage.newcomer, 'about:blank');
  try {
    await waitForPhase(host.page, 'waiting');
    const {page} = visitor;
    const loaded = new Map<string, Promise<number>>();
    page.on('response', response => {
      const {pathname} = new URL(response.url());
      if (pathname.startsWith('/cdn/')) loaded.set(pathname, gzipSizeOf(response));
    });
    const sizes: LoadedSize[] = [];
    const note = async (moment: LoadedSize['moment']): Promise<void> => {
      await page.waitForNetworkIdle({idleTime: 500, concurrency: 2, timeout: patienceMs});
      sizes.push(await sum(moment, loaded));
    };
    await page.goto(addCallPage(stage, {room}));
    await waitForPhase(page, 'lobby');
    await note('before intent');
    await comeNear(page);
    await waitUntilPrepared(page);
    await note('at intent');
    await (await buttonOf(page, 'join-button')).click();
    await waitForPhase(page, 'connected');
    await note('in a call');
    return sizes;
  } finally {
    await Promise.all([host.close(), visitor.close()]);
  }
}

const gzipSizeOf = async (response: HTTPResponse): Promise<number> =>
  gzipSync(await response.buffer(), {level: 9}).length;

async function sum(moment: LoadedSize['moment'], loaded: ReadonlyMap<string, Promise<number>>): Promise<LoadedSize> {
  const files = await Promise.all(
    [...loaded].map(async ([path, size]) => ({name: path.replace('/cdn/', ''), gzipBytes: await size})),
  );
  return {moment, gzipBytes: files.reduce((total, file) => total + file.gzipBytes, 0), files};
}
