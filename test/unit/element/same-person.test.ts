import {expect} from '@open-wc/testing';
import {getApps, setLogLevel} from 'firebase/app';
import {createDeferred} from '../../../src/util/deferred.js';
import type {VideoCall} from '../../../src/video-call.js';
import {FakeFirebase} from '../firestore/support/fake-auth.js';
import {FakeFetch} from '../firestore/support/fake-fetch.js';
import {Elements, until} from './support/elements.js';

describe('an element that goes to another call', () => {
  let elements: Elements;
  let network: FakeFetch;
  let firebase: FakeFirebase;

  before(() => {
    // That it reaches no backend is the point here.
    setLogLevel('silent');
  });
  beforeEach(() => {
    elements = new Elements();
    network = new FakeFetch();
    firebase = new FakeFirebase(network.sent);
    network.replyWith(firebase.reply);
  });
  afterEach(async () => {
    await elements.close();
    await until(() => getApps().length === 0, 'nothing of Firebase is left');
    network.restore();
    sessionStorage.clear();
  });

  /** Who entered a room, in the order of their entries. */
  const entries = (): readonly string[] =>
    firebase.commits.flatMap(
      ({body}) => /rooms\/([^/]+\/participants\/[^"]+)","fields/.exec(JSON.stringify(body))?.[1] ?? [],
    );

  /** Ports at which nobody listens: `fetch` is made up, and a listener finds nobody. */
  const inRoom = (room: string): Readonly<Record<string, string>> => ({
    ...{room, 'firebase-config': '{"projectId": "acme", "apiKey": "AIza"}'},
    ...{emulator: '127.0.0.1:1', 'auth-emulator': '127.0.0.1:2'},
  });

  const enterLobby = (element: VideoCall): void => {
    element.renderRoot.querySelector('[part~="call"]')?.dispatchEvent(new PointerEvent('pointerenter'));
  };

  it('is the same person in the next room, though its farewell to the last one takes long', async () => {
    const farewell = createDeferred<undefined>();
    network.replyWith(async (request, signal) => {
      if (JSON.stringify(request.body).includes('"delete"')) await farewell.promise;
      return firebase.reply(request, signal);
    });
    const element = await elements.show(inRoom('one'));
    enterLobby(element);
    await until(() => element.usage.writes === 1, 'the first lobby is entered');
    element.room = 'two';
    await until(() => firebase.commits.length === 2, 'it says farewell');
    enterLobby(element);
    // More than it takes to sign in where nothing is waited for.
    for (let turn = 0; turn < 50; turn++) await new Promise(resolve => setTimeout(resolve));
    farewell.resolve(undefined);
    await until(() => entries().length === 2, 'the second lobby is entered');
    expect(entries()).to.deep.equal(['one', 'two'].map(room => `${room}/participants/anonymous-1`));
    expect(firebase.signIns).to.deep.equal(['signUp']);
  });

  it('is the same person in the rooms after one that it never got into', async () => {
    const signedUp = createDeferred<undefined>();
    network.replyWith(async (request, signal) => {
      if (request.url.includes(':signUp')) await signedUp.promise;
      return firebase.reply(request, signal);
    });
    const element = await elements.show({...inRoom('one'), autojoin: ''});
    await until(() => firebase.signIns.length === 1, 'it signs up');
    element.room = 'two';
    await until(() => firebase.signIns.length === 2, 'and again, for the second room');
    signedUp.resolve(undefined);
    await until(() => entries().length === 1, 'the second room is entered');
    element.room = 'three';
    await until(() => entries().length === 2, 'the third room is entered');
    const [second, third] = entries().map(entry => entry.split('/').at(-1));
    expect(third).to.equal(second);
    expect(firebase.signIns).to.deep.equal(['signUp', 'signUp']);
  });

  it('is the same person where it is put back', async () => {
    const element = await elements.show({...inRoom('one'), autojoin: ''});
    await until(() => entries().length === 1, 'the room is entered');
    element.remove();
    await new Promise(resolve => setTimeout(resolve));
    document.body.append(element);
    await until(() => entries().length === 2, 'the room is entered again');
    expect(new Set(entries()).size).to.equal(1);
    expect(firebase.signIns).to.deep.equal(['signUp']);
  });

  it('is another person than an element beside it', async () => {
    await elements.show({...inRoom('one'), autojoin: ''});
    await elements.show({...inRoom('one'), autojoin: ''});
    await until(() => entries().length === 2, 'both are in the room');
    expect(new Set(entries()).size).to.equal(2);
  });
});
