import {expect} from '@open-wc/testing';
import type {LitElement} from 'lit';
import {systemClock} from '../../../src/util/clock.js';
import {VideoCall} from '../../../src/video-call.js';
import {MemoryStore} from '../../support/memory-signaling.js';
import {SeededRandom} from '../../support/random.js';

class AcmeCall extends VideoCall {}
class OtherCall extends VideoCall {}

const innerTags = ['video-call-stage', 'video-call-tile'];
/** As the module was imported, and nothing else done. */
const definedByImport = ['video-call', ...innerTags].filter(tag => customElements.get(tag));

customElements.define('acme-call', AcmeCall);
customElements.define('other-call', OtherCall);

describe('the class under a tag of the page’s own', () => {
  const shown: VideoCall[] = [];
  afterEach(() => {
    for (const element of shown.splice(0)) element.remove();
  });

  async function show(element: VideoCall, properties: Partial<VideoCall>): Promise<VideoCall> {
    shown.push(element);
    Object.assign(element, {iceServers: [], withoutVideo: true, startMuted: true, ...properties});
    document.body.append(element);
    await element.updateComplete;
    return element;
  }

  const nextPhase = (element: VideoCall, phase: VideoCall['phase']): Promise<void> =>
    new Promise(resolve => {
      const look = (): void => {
        if (element.phase !== phase) return;
        element.removeEventListener('phase-change', look);
        resolve();
      };
      element.addEventListener('phase-change', look);
      look();
    });

  it('registers nothing by being imported', () => {
    expect(definedByImport).to.deep.equal([]);
  });

  it('makes a call in which people are shown', async () => {
    const store = new MemoryStore({clock: systemClock, random: new SeededRandom(1).next, delayMs: () => 1});
    const [ana, ben] = [
      await show(new AcmeCall(), {room: 'r', displayName: 'Ana', signaling: store.signaling('ana')}),
      await show(new AcmeCall(), {room: 'r', displayName: 'Ben', signaling: store.signaling('ben')}),
    ];
    await ana.join();
    await ben.join();
    await Promise.all([nextPhase(ana, 'connected'), nextPhase(ben, 'connected')]);
    await ana.updateComplete;
    const stage = ana.renderRoot.querySelector<LitElement>('video-call-stage');
    await stage?.updateComplete;
    const tiles = [...(stage?.renderRoot.querySelectorAll<LitElement>('video-call-tile') ?? [])];
    await Promise.all(tiles.map(tile => tile.updateComplete));
    const names = tiles.map(tile => tile.renderRoot.querySelector('.name')?.textContent);
    expect(names).to.deep.equal(['Ben', 'You']);
  });

  it('is another participant than one of another tag', async () => {
    const room = `local-${crypto.randomUUID()}`;
    const people = [
      await show(new AcmeCall(), {room, signaling: 'local'}),
      await show(new OtherCall(), {room, signaling: 'local'}),
    ];
    for (const element of people) await element.join();
    await Promise.all(people.map(element => nextPhase(element, 'connected')));
  });
});
