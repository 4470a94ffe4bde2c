import {expect} from '@open-wc/testing';
import type {VideoCall} from '../../../src/video-call.js';
import {paintedStream} from '../ui/support/painted-stream.js';
import {Elements, listenTo, typesOf, until, untilPhase} from './support/elements.js';

const config = {projectId: 'acme', apiKey: 'AIza'};
const {mediaDevices} = navigator;

/** What a template of React's or Lit's sets at each render: all of it made anew. */
const rendered = (): Partial<VideoCall> => ({
  firebaseConfig: {...config},
  authToken: () => Promise.reject(new Error('not asked')),
  iceServers: () => Promise.resolve([]),
});

const setAgain = async (element: VideoCall, properties: Partial<VideoCall> = rendered()): Promise<void> => {
  Object.assign(element, properties);
  await element.updateComplete;
};

describe('what is set again, made anew and equal', () => {
  let elements: Elements;
  beforeEach(() => (elements = new Elements()));
  afterEach(async () => {
    Reflect.deleteProperty(mediaDevices, 'getUserMedia');
    await elements.close();
  });

  const entryOf = (uid: string): unknown => elements.store.state('table-7').participants.get(uid);

  it('ends no call, and writes nothing', async () => {
    const [ana, ben] = await elements.call('ana', 'ben');
    if (!ana || !ben) throw new Error('nobody');
    await ana.leave();
    await setAgain(ana);
    await ana.join();
    const isConnected = ({participants}: VideoCall): boolean => participants[0]?.connection === 'connected';
    await until(() => [ana, ben].every(isConnected), 'they are connected');
    const [entry, events] = [entryOf('ana'), [listenTo(ana), listenTo(ben)]];
    await setAgain(ana);
    await setAgain(ana);
    await ana.sendMessage('still here');
    await until(() => ben.messages.length === 1, 'it is the same connection');
    expect(ana.phase).to.equal('connected');
    expect(entryOf('ana') === entry, 'the entry is as it was').to.equal(true);
    for (const told of events) expect(typesOf(told, 'phase-change', 'left', 'participant-left')).to.deep.equal([]);
  });

  it('leaves the lobby as it is, entry and preview', async () => {
    Object.defineProperty(mediaDevices, 'getUserMedia', {
      configurable: true,
      value: () => Promise.resolve(paintedStream(200)),
    });
    const ana = elements.create({room: 'table-7'});
    ana.removeAttribute('without-video');
    Object.assign(ana, rendered(), {signaling: elements.signaling('ana')});
    document.body.append(ana);
    await ana.updateComplete;
    await ana.toggleCamera(true);
    ana.renderRoot.querySelector('[part~="call"]')?.dispatchEvent(new PointerEvent('pointerenter'));
    await until(() => entryOf('ana') !== undefined, 'it is in the lobby');
    const [entry, events] = [entryOf('ana'), listenTo(ana)];
    await setAgain(ana);
    expect([ana.phase, ana.camera.status]).to.deep.equal(['lobby', 'on']);
    expect(typesOf(events, 'phase-change', 'camera-change')).to.deep.equal([]);
    // Whatever was to be written of it would be on its way before this.
    await ana.join();
    expect((entryOf('ana') as {session: string}).session).to.equal((entry as {session: string}).session);
  });

  it('is another call where the content is another, or the function is gone', async () => {
    for (const other of [
      {firebaseConfig: {...config, projectId: 'other'}},
      {firebaseConfig: JSON.stringify(config)},
      {authToken: null},
    ]) {
      const ana = await elements.person('ana');
      await setAgain(ana);
      await ana.join();
      await setAgain(ana, other);
      expect(ana.phase, JSON.stringify(other)).to.equal('lobby');
      ana.remove();
    }
  });

  it('is no other call where nothing is set as null and as undefined in turn, or as what has no content', async () => {
    const ana = await elements.person('ana');
    await ana.join();
    for (const name of ['firebaseConfig', 'authToken', 'iceServers'])
      for (const value of [undefined, null]) await setAgain(ana, {[name]: value});
    expect(ana.phase).to.equal('waiting');
    const circular: Record<string, unknown> = {};
    circular['itself'] = circular;
    await setAgain(ana, {firebaseConfig: circular});
    expect(ana.phase).to.equal('lobby');
  });

  it('of iceServers the function set last is asked', async () => {
    const asked: string[] = [];
    const serversOf = (name: string) => () => {
      asked.push(name);
      return Promise.resolve([]);
    };
    const ana = await elements.person('ana');
    for (const name of ['first', 'second']) await setAgain(ana, {iceServers: serversOf(name)});
    await ana.join();
    expect(asked).to.deep.equal(['second']);
  });

  it('of authToken the function set last is asked, also on a way that is tried again', async () => {
    const asked: string[] = [];
    const tokenOf = (name: string) => () => {
      asked.push(name);
      // As `fetch` fails.
      return Promise.reject(new TypeError('Failed to fetch'));
    };
    const ana = await elements.show(
      {room: 'table-7', 'auth-emulator': '127.0.0.1:9'},
      {firebaseConfig: config, authToken: tokenOf('first')},
    );
    ana.join().catch(() => undefined);
    await until(() => asked.length === 1, 'it was asked');
    await setAgain(ana, {authToken: tokenOf('second')});
    await untilPhase(ana, 'joining');
    await until(() => asked.length === 2, 'it was asked again');
    expect(asked).to.deep.equal(['first', 'second']);
  });
});
