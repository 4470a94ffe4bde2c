import type {Page} from 'puppeteer-core';
import {trafficSince, type ProxyTraffic} from './delay-proxy.js';
import type {Mark} from './probe.js';
import {openPage, type BenchPage, type ServerName, type Stage} from './stage.js';

/** One measured run: when things happened in the newcomer's page, and what the signaling carried meanwhile. */
export interface Run {
  readonly marks: Readonly<Partial<Record<Mark, number>>>;
  /** From the start of the measurement to the first frame. */
  readonly traffic: ProxyTraffic;
}

/** A way to make a call. */
export interface Contender {
  readonly id: string;
  /** Makes one call from nothing, and takes everything down again. */
  run(stage: Stage): Promise<Run>;
}

/** How long any one step may take; nothing that works comes near it. */
export const patienceMs = 30_000;

/** The two pages of a run, closed at its end however it ends. */
export async function withPages(work: (opened: {open: typeof openPage}) => Promise<Run>): Promise<Run> {
  const pages: BenchPage[] = [];
  const open: typeof openPage = async (browser, url) => {
    const page = await openPage(browser, url);
    pages.push(page);
    return page;
  };
  try {
    return await work({open});
  } finally {
    await Promise.all(pages.map(page => page.close()));
  }
}

/**
 * Does what starts the measurement, and waits in the page for its first far frame: while the clock runs, the bench
 * itself does nothing.
 */
export async function measure(
  stage: Stage,
  {newcomer, host, server, start}: {newcomer: Page; host: Page; server: ServerName; start: () => Promise<unknown>},
): Promise<Run> {
  const before = stage.proxies[server].traffic;
  await stage.precedence.during(async () => {
    await start();
    await newcomer.evaluate(firstFrameWithin, patienceMs);
  });
  const traffic = trafficSince(before, stage.proxies[server].traffic);
  const marks = await newcomer.evaluate(() => window.benchProbe.marks);
  // The other direction counts as well: a call that only one side sees is none.
  await host.evaluate(firstFrameWithin, patienceMs);
  return {marks, traffic};
}

/** Runs in the page. */
export function firstFrameWithin(limitMs: number): Promise<void> {
  const late = new Promise<never>((_, reject) => {
    setTimeout(() => {
      reject(new Error(`No far frame after ${limitMs} ms; ${JSON.stringify(window.benchProbe.marks)}`));
    }, limitMs);
  });
  return Promise.race([window.benchProbe.firstFrame, late]);
}
