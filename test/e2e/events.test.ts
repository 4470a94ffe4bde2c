import assert from 'node:assert/strict';
import test from 'node:test';
import type {CallPage} from './support/call-page.js';
import {mixedPairings} from './support/pairings.js';
import {setupCalls} from './support/setup-calls.js';
import {waitUntil} from './support/waiting.js';

for (const [first, second] of mixedPairings) {
  test(`${second} is told the whole story of a call with ${first}, in order and with who caused it`, async context => {
    const room = await setupCalls(context);
    const ann = await room.open(first, {autojoin: true, 'display-name': 'Ann'});
    await ann.waitForPhase('waiting');
    const ben = await room.open(second, {'display-name': 'Ben'});
    await ben.join();
    await Promise.all([ann.waitForConnected(1), ben.waitForConnected(1)]);
    await ben.leave();
    await ben.waitForPhase('ended');
    await ann.waitForParticipants(0);
    await ann.onElement(call => call.leave());

    assert.deepEqual(await story(ben), [
      'phase idle → lobby by system',
      'join-request by user',
      'phase lobby → joining by user',
      'phase joining → waiting by user',
      'joined by user',
      'participant-joined Ann',
      'phase waiting → connected by remote',
      'leave-request by user',
      'phase connected → ended by user',
      'left left by user',
      'participant-left Ann',
    ]);
    assert.deepEqual(await story(ann), [
      'phase idle → lobby by system',
      'join-request by page',
      'phase lobby → joining by page',
      'phase joining → waiting by page',
      'joined by page',
      'participant-joined Ben',
      'phase waiting → connected by remote',
      'phase connected → waiting by remote',
      'participant-left Ben',
      'leave-request by page',
      'phase waiting → ended by page',
      'left page by page',
    ]);
  });

  test(`what ${first} writes is a message at ${second} and here, and nothing without anybody`, async context => {
    const room = await setupCalls(context);
    const ann = await room.open(first, {autojoin: true, 'display-name': 'Ann'});
    await ann.waitForPhase('waiting');
    await assert.rejects(
      ann.onElement(call => call.sendMessage('hello?')),
      /Nobody is connected/,
    );
    const ben = await room.open(second, {autojoin: true});
    await Promise.all([ann.waitForConnected(1), ben.waitForConnected(1)]);
    const words = 'Hello <b>Ben</b> 👋\u0000 & “all”';
    await ann.onElement((call, text) => call.sendMessage(text), words);
    await ben.onElement(call => call.sendMessage('Hello Ann'));

    const [atBen] = await waitForMessages(ben);
    const [atAnn] = await waitForMessages(ann);
    assert.deepEqual(
      {...atBen, id: '', uid: '', at: 0},
      {id: '', uid: '', at: 0, name: 'Ann', text: words, own: false},
    );
    assert.deepEqual({...atAnn, id: '', uid: '', at: 0}, {id: '', uid: '', at: 0, name: 'Ann', text: words, own: true});
    assert.equal(atBen?.uid, (await ben.participants())[0]?.uid);
    assert.equal(atBen?.id, atAnn?.id);
    await assert.rejects(
      ann.onElement(call => call.sendMessage(' ')),
      /empty/,
    );
    await assert.rejects(
      ann.onElement(call => call.sendMessage('x'.repeat(4_001))),
      /4001 characters; 4000/,
    );
    assert.equal((await waitForMessages(ben)).length, 2);
  });
}

for (const browser of ['chromium', 'firefox'] as const) {
  test(`in ${browser} a page that prevents join-request and leave-request has its way`, async context => {
    const room = await setupCalls(context);
    const call = await room.open(browser);
    await veto(call, 'join-request');
    await call.join();
    await call.waitForEvent('join-request');
    await assert.rejects(
      call.onElement(element => element.join()),
      /Called off/,
    );
    await room.waitForDocuments(paths => paths.length === 1, 'the lobby');
    assert.equal(await call.phase(), 'lobby');
    assert.deepEqual(await call.captures(), []);
    assert.deepEqual(await call.events('joined'), []);

    await call.page.reload();
    await call.waitUntilUpgraded();
    await veto(call, 'leave-request');
    await call.join();
    await call.waitForPhase('waiting');
    await call.leave();
    await call.waitForEvent('leave-request');
    await assert.rejects(
      call.onElement(element => element.leave()),
      /Called off/,
    );
    assert.equal(await call.phase(), 'waiting');
    assert.equal((await call.events('leave-request')).length, 2);
    assert.deepEqual(await call.events('left'), []);
    assert.equal((await room.documents()).length, 1);
  });
}

/** What a page follows of a call, a line an event. */
async function story(call: CallPage): Promise<readonly string[]> {
  const told = [
    'join-request',
    'leave-request',
    'phase-change',
    'joined',
    'left',
    'participant-joined',
    'participant-left',
  ];
  return (await call.events())
    .filter(({type}) => told.includes(type))
    .map(({type, detail}) => {
      const {from, to, cause, reason, participant} = detail as Partial<Record<string, string>> & {
        participant?: {name: string};
      };
      if (participant) return `${type} ${participant.name}`;
      if (type === 'phase-change') return `phase ${from ?? ''} → ${to ?? ''} by ${cause ?? ''}`;
      return `${type}${reason ? ` ${reason}` : ''} by ${cause ?? ''}`;
    });
}

interface SeenMessage {
  readonly id: string;
  readonly uid: string;
  readonly name: string;
  readonly text: string;
  readonly own: boolean;
}

/** Waits until both have been told of both messages. @returns them, Ann's first */
async function waitForMessages(call: CallPage): Promise<readonly SeenMessage[]> {
  const events = await waitUntil(
    'two messages',
    () => call.events('message'),
    seen => seen.length === 2,
  );
  const messages = events.map(({detail}) => (detail as {message: SeenMessage}).message);
  return [...messages].sort((a, b) => Number(b.text.includes('<b>')) - Number(a.text.includes('<b>')));
}

const veto = (call: CallPage, type: 'join-request' | 'leave-request'): Promise<void> =>
  call.onElement((element, name) => {
    element.addEventListener(name, event => {
      event.preventDefault();
    });
  }, type);
