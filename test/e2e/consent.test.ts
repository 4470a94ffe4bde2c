import assert from 'node:assert/strict';
import test from 'node:test';
import type {Fault} from './support/faults.js';
import {mixedPairings} from './support/pairings.js';
import {setupCalls} from './support/setup-calls.js';

for (const [member, newcomer] of mixedPairings) {
  const way = newcomer === 'chromium' ? 'the button' : 'grantConsent()';
  test(`require-consent: ${newcomer} asks for nothing but the element’s own files before ${way}, and then meets ${member}`, async context => {
    const room = await setupCalls(context);
    const {origin} = room.stage.pages;
    const ann = await room.open(member, {autojoin: true});
    await ann.waitForPhase('waiting');

    const asked: string[] = [];
    const requestsKept: Fault = page => Promise.resolve(page.on('request', request => void asked.push(request.url())));
    // Another server, which would be asked for too.
    const iceServers = room.stage.pages.addPage('/ice-servers.json', {
      html: '[]',
      headers: {'Content-Type': 'application/json', 'Access-Control-Allow-Origin': '*'},
    });
    const ben = await room.open(
      newcomer,
      {'require-consent': true, 'ice-servers': iceServers.replace('localhost', '127.0.0.1')},
      [requestsKept],
    );
    await ben.hover('consent-button');
    await ben.page.focus('video-call >>> [part~="consent-button"]');
    await ben.onElement(call => call.toggleCamera(true));
    await ben.onElement(call => {
      Object.assign(window, {joining: call.join()});
    });
    // Whatever that set off was asked for before this.
    await ben.page.evaluate(() => fetch('/cdn/video-call.js?last').then(reply => reply.text()));

    const isOwn = (url: string): boolean => url.startsWith(`${origin}/cdn/`) || url === ben.page.url();
    assert.ok(asked.at(-1)?.endsWith('?last'), asked.at(-1));
    assert.deepEqual(
      asked.filter(url => !isOwn(url) && !url.endsWith('/favicon.ico')),
      [],
    );
    assert.equal((await ben.inUse()).connections, 0);
    assert.equal((await room.documents()).length, 1, 'nobody knows of them');

    if (newcomer === 'chromium') await ben.click('consent-button');
    else await ben.onElement(call => call.grantConsent());
    await ben.page.evaluate(() => (window as unknown as {joining: Promise<void>}).joining);
    await Promise.all([ann.waitForConnected(1), ben.waitForConnected(1)]);
    assert.ok(asked.some(url => url.startsWith(`http://${room.stage.emulator}/`)));
    assert.ok(asked.some(url => url.endsWith('/ice-servers.json')));
  });
}
