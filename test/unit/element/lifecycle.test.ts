import {expect} from '@open-wc/testing';
import type {EnterRequest, Signaling, SignalingRoom, WaitOptions} from '../../../src/signaling/signaling.js';
import {within} from '../../../src/util/within.js';
import {Elements, failureOf, listenTo, typesOf, until, untilPhase} from './support/elements.js';

/** As long as it takes an element to know that it was not only moved. */
const turn = (): Promise<void> => new Promise(resolve => setTimeout(resolve));

describe('an element that is moved or removed', () => {
  let elements: Elements;
  beforeEach(() => (elements = new Elements()));
  afterEach(() => elements.close());

  it('keeps the call when it is put elsewhere within one tick', async () => {
    const [ana, ben] = await elements.call('ana', 'ben');
    if (!ana || !ben) throw new Error('nobody');
    const events = [listenTo(ana), listenTo(ben)];
    const place = document.body.appendChild(document.createElement('section'));
    place.append(ana);
    await turn();
    await turn();
    await ana.sendMessage('still here');
    await until(() => ben.messages.length === 1, 'the connection is the same');
    expect([ana.phase, ben.phase]).to.deep.equal(['connected', 'connected']);
    for (const told of events) expect(typesOf(told, 'phase-change', 'left', 'participant-left')).to.deep.equal([]);
    place.remove();
  });

  it('keeps the call when it is moved by moveBefore', async function () {
    if (!('moveBefore' in Element.prototype)) this.skip();
    const [ana, ben] = await elements.call('ana', 'ben');
    if (!ana || !ben) throw new Error('nobody');
    const place = document.body.appendChild(document.createElement('section'));
    (place as unknown as {moveBefore(node: Node, child: null): void}).moveBefore(ana, null);
    await turn();
    await turn();
    await ana.sendMessage('still here');
    await until(() => ben.messages.length === 1, 'the connection is the same');
    place.remove();
  });

  it('leaves when it is removed, and frees everything', async () => {
    const [ana, ben] = await elements.call('ana', 'ben');
    if (!ana || !ben) throw new Error('nobody');
    const events = listenTo(ana);
    ana.remove();
    await untilPhase(ben, 'waiting');
    expect(ana.phase).to.equal('ended');
    expect(typesOf(events, 'left', 'leave-request')).to.deep.equal(['left']);
    await until(() => elements.present().join() === 'ben', 'its entry is gone');
  });

  it('frees the lobby when it is removed from there', async () => {
    const ana = await elements.person('ana');
    ana.renderRoot.querySelector('[part~="call"]')?.dispatchEvent(new PointerEvent('pointerenter'));
    await until(() => elements.present().length === 1, 'it is in the lobby');
    ana.remove();
    await until(() => elements.present().length === 0, 'and no longer');
  });

  it('calls off a join when it is removed', async () => {
    const never = {
      enter: (_request: EnterRequest, {signal}: WaitOptions) =>
        within(new Promise<SignalingRoom>(() => undefined), signal),
    };
    const ana = await elements.show({room: 'table-7'}, {signaling: never});
    const joined = failureOf(ana.join());
    await untilPhase(ana, 'joining');
    ana.remove();
    expect((await joined).code).to.equal('aborted');
    expect(ana.phase).not.to.equal('joining');
  });

  it('calls off a join that waits for consent when it is removed', async () => {
    const ana = await elements.person('ana', {'require-consent': ''});
    const joined = failureOf(ana.join());
    await ana.updateComplete;
    ana.remove();
    expect((await joined).code).to.equal('aborted');
  });

  it('leaves signaling of the page’s own as it is: another element may have it too', async () => {
    const device = elements.signaling('ana');
    let disposed = 0;
    const signaling: Signaling = {
      enter: (request, options) => device.enter(request, options),
      knock: () => Promise.resolve(),
      dispose: () => {
        disposed++;
        return Promise.resolve();
      },
    };
    const [ana, other] = [
      await elements.show({room: 'table-7'}, {signaling}),
      await elements.show({room: 'table-8'}, {signaling}),
    ];
    await ana.join();
    await other.join();
    ana.remove();
    await until(() => elements.present().length === 0, 'it left');
    other.room = 'table-9';
    await other.updateComplete;
    await other.knock();
    expect(elements.present('table-9')).to.deep.equal(['ana']);
    expect(disposed).to.equal(0);
  });

  it('shows the lobby when it is put back later, and can join again', async () => {
    const ana = await elements.person('ana');
    await ana.join();
    ana.remove();
    await until(() => elements.present().length === 0, 'it left');
    document.body.append(ana);
    await ana.updateComplete;
    expect(ana.phase).to.equal('lobby');
    await ana.join();
    expect(ana.phase).to.equal('waiting');
  });

  it('stays as it is when it is removed and put back many times', async () => {
    const ana = await elements.person('ana');
    for (let time = 0; time < 20; time++) {
      ana.remove();
      if (time % 3 === 0) await turn();
      document.body.append(ana);
    }
    await turn();
    await ana.updateComplete;
    await ana.join();
    expect(ana.phase).to.equal('waiting');
  });
});
