import assert from 'node:assert/strict';
import test from 'node:test';
import type {CallPage} from './support/call-page.js';
import {captureRefused, type Fault} from './support/faults.js';
import {setupCalls} from './support/setup-calls.js';

/** What a phone covers at each edge, in CSS pixels. */
interface Insets {
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly left: number;
}

interface Phone {
  readonly held: string;
  readonly width: number;
  readonly height: number;
  readonly insets: Insets;
}

/** An iPhone 15: its camera and its home bar. */
const phones: readonly Phone[] = [
  {held: 'upright', width: 393, height: 852, insets: {top: 59, right: 0, bottom: 34, left: 0}},
  {held: 'sideways', width: 852, height: 393, insets: {top: 0, right: 59, bottom: 21, left: 59}},
];

/** What has to be seen or touched, by its part. */
const lobbyParts = ['preview', 'title', 'name-input', 'join-button'];
const callParts = ['tile-label', 'waiting', 'control-button', 'alert'];
const endParts = ['title', 'join-button'];

const onPhone =
  ({width, height, insets}: Phone): Fault =>
  async page => {
    await page.setViewport({width, height});
    const session = await page.createCDPSession();
    await session.send('Emulation.setSafeAreaInsetsOverride', {insets});
  };

for (const phone of phones) {
  test(`a phone held ${phone.held}: nothing is under its camera or its home bar`, async context => {
    const room = await setupCalls(context);
    const call = await room.openOn(
      'chromium',
      markup => ({
        html: `<!doctype html><html lang="en"><meta charset="utf-8"><title>call</title>
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<style>body { margin: 0 } video-call { block-size: 100dvh }</style>
<script type="module" src="/cdn/video-call.js"></script>${markup}</html>`,
      }),
      {},
      // An alert to show in the call.
      [onPhone(phone), captureRefused('NotAllowedError')],
    );
    await call.waitForPhase('lobby');
    assert.deepEqual(await covered(call, phone, lobbyParts), []);
    await call.join();
    await call.waitForPhase('waiting');
    await call.waitForWords(/not allowed/);
    assert.deepEqual(await covered(call, phone, callParts), []);
    await call.leave();
    await call.waitForPhase('ended');
    assert.deepEqual(await covered(call, phone, endParts), []);
  });
}

/** Which of these parts reach into what the phone covers; what can be scrolled to may be further down. */
const covered = (
  call: CallPage,
  {width, height, insets}: Phone,
  parts: readonly string[],
): Promise<readonly string[]> =>
  call.page.evaluate(
    ({parts, width, bottomEdge, insets}) => {
      const find = (root: ParentNode, name: string): Element[] => [
        ...root.querySelectorAll(`[part~="${name}"]`),
        ...[...root.querySelectorAll('*')].flatMap(({shadowRoot}) => (shadowRoot ? find(shadowRoot, name) : [])),
      ];
      return parts.flatMap(name => {
        const found = find(document, name).map(element => element.getBoundingClientRect());
        if (found.length === 0) return [`there is no ${name}`];
        return found
          .filter(({left, right, top, bottom}) => {
            const isBelow = bottom > bottomEdge && name === 'control-button';
            return left < insets.left || right > width - insets.right || top < insets.top || isBelow;
          })
          .map(({left, right, top, bottom}) => `${name}: ${[left, top, right, bottom].join(' ')}`);
      });
    },
    {parts, width, bottomEdge: height - insets.bottom, insets},
  );
