import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {test, type TestContext} from 'node:test';
import type {HTTPRequest, Page} from 'puppeteer-core';
import {launch} from '../../scripts/browsers.mjs';
import {callMarkup} from '../e2e/support/call-page.js';
import {hostingHeaders, serveDemo} from '../e2e/support/demo.js';
import {sharedStage} from '../e2e/support/stage.js';
import {waitUntil} from '../e2e/support/waiting.js';

/** The policy for production, as README has it. */
function readmePolicy(): string {
  const [, policy] = /```\nContent-Security-Policy:([^`]*)```/.exec(readFileSync('README.md', 'utf8')) ?? [];
  assert.ok(policy, 'README has a policy');
  return policy.replaceAll(/\s+/g, ' ').trim();
}

const originsIn = (policy: string): readonly string[] =>
  [...(/connect-src ([^;]*)/.exec(policy)?.[1] ?? '').matchAll(/https:\S+/g)].map(([origin]) => origin).sort();

const anyOrigin = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Headers': '*',
  'Access-Control-Allow-Methods': '*',
};

/** What Firebase would answer, as far as it takes to get from the sign-in to the room. */
function replyTo(request: HTTPRequest): unknown {
  const {pathname} = new URL(request.url());
  const part = (fields: object): string => Buffer.from(JSON.stringify(fields)).toString('base64url');
  const now = Math.floor(Date.now() / 1000);
  const idToken = `${part({alg: 'none'})}.${part({sub: 'ada', user_id: 'ada', iat: now, exp: now + 3600})}.`;
  if (pathname.endsWith('/accounts:signUp')) return {idToken, refreshToken: 'again', expiresIn: '1', localId: 'ada'};
  if (pathname.endsWith('/accounts:lookup')) return {users: [{localId: 'ada'}]};
  if (pathname.endsWith('/v1/token')) return {access_token: idToken, refresh_token: 'again', expires_in: '3600'};
  const time = new Date().toISOString();
  return pathname.endsWith(':commit') ? {commitTime: time, writeResults: [{updateTime: time}]} : null;
}

/** Answers in place of every host but the own, which no request reaches. @returns the requests, `origin path` each */
async function standInForTheInternet(page: Page, ownOrigin: string): Promise<ReadonlySet<string>> {
  const asked = new Set<string>();
  await page.setRequestInterception(true);
  page.on('request', request => {
    const {origin, pathname} = new URL(request.url());
    if (origin === ownOrigin) return void request.continue();
    if (request.method() === 'OPTIONS') return void request.respond({status: 204, headers: anyOrigin});
    asked.add(`${origin} ${pathname}`);
    const reply = replyTo(request);
    // A listener's channel: never answered, it is no failure either.
    if (reply !== null)
      void request.respond({contentType: 'application/json', headers: anyOrigin, body: JSON.stringify(reply)});
  });
  return asked;
}

async function openProductionCall(
  t: TestContext,
  url: string,
): Promise<{readonly page: Page; readonly asked: ReadonlySet<string>}> {
  const browser = await launch('chromium', {args: ['--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost']});
  t.after(() => browser.close());
  const page = await browser.newPage();
  await page.evaluateOnNewDocument(() => {
    const refused: string[] = [];
    Object.assign(window, {refused});
    document.addEventListener('securitypolicyviolation', ({blockedURI}) => {
      if (!blockedURI.endsWith('/favicon.ico')) refused.push(blockedURI);
    });
  });
  const asked = await standInForTheInternet(page, new URL(url).origin);
  await page.goto(url);
  await page.waitForSelector('video-call');
  await page.hover('video-call');
  return {page, asked};
}

const config = JSON.stringify({projectId: 'acme-calls', apiKey: 'no-key'});

/** A page with a call, under this policy. @returns its address */
async function addPlainPage(policy: string): Promise<string> {
  const html = `<!doctype html><meta charset="utf-8"><title>call</title>
<script type="module" src="/cdn/video-call.js"></script>
${callMarkup({room: 'table-7', 'firebase-config': config, 'ice-servers': '[]'})}`;
  const {pages} = await sharedStage();
  return pages.addPage('/production.html', {html, headers: {'Content-Security-Policy': policy}});
}

/** The demo, as Firebase Hosting serves it. @returns its address */
async function addDemo(): Promise<string> {
  const {pages} = await sharedStage();
  pages.addPage('/__/firebase/init.json', {html: config, headers: {'Content-Type': 'application/json'}});
  return `${serveDemo(pages, '/demo', null)}?room=table-7&without-video`;
}

for (const [name, policyOf, add] of [
  ['a plain page', readmePolicy, addPlainPage],
  ['the demo on Hosting', () => hostingHeaders()['Content-Security-Policy'] ?? '', addDemo],
] as const) {
  test(`production: ${name} contacts the hosts of its connect-src and no others`, async t => {
    const policy = policyOf();
    const {page, asked} = await openProductionCall(t, await add(policy));
    await waitUntil(
      'sign-in, its renewal, the entry and a listener',
      () => Promise.resolve([...asked].map(request => request.replace(/.*[/:]/, ''))),
      seen => ['signUp', 'token', 'commit', 'channel'].every(step => seen.includes(step)),
    );
    assert.deepEqual([...new Set([...asked].map(request => request.split(' ')[0]))].sort(), originsIn(policy));
    assert.deepEqual(await page.evaluate(() => (window as {refused?: readonly string[]}).refused), []);
  });
}

/** Directives by their names. */
const directivesOf = (policy: string): Readonly<Record<string, string>> =>
  Object.fromEntries(policy.split(/;\s*/).map(directive => directive.split(/ (.*)/).slice(0, 2) as [string, string]));

test('the demo on Hosting has README’s policy, and what its icon and its form need', () => {
  assert.deepEqual(directivesOf(hostingHeaders()['Content-Security-Policy'] ?? ''), {
    ...directivesOf(readmePolicy()),
    ...{'img-src': "'self'", 'form-action': "'self'", 'frame-ancestors': "'none'"},
  });
});
