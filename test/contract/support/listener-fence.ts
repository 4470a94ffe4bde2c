import {getApps} from 'firebase/app';
import {
  collection,
  getFirestore,
  onSnapshot,
  query,
  where,
  type Firestore,
  type Query,
  type QuerySnapshot,
} from 'firebase/firestore';
import {connectionsPath, participantsPath} from '../../../src/signaling/firestore/paths.js';
import type {RestClient} from '../../rules/support/rest-client.js';

/** Somebody in the room, by the Firebase apps that the signaling has opened for them. */
export interface FencedClient {
  readonly uid: string;
  readonly appName: string;
}

/**
 * Waits until every listener of a room has been told of all that was committed before. A document that matches what the
 * signaling listens to is written, past the rules and in no form that it knows; when the same query of the same SDK shows
 * it, the signaling was told of everything earlier: for one query the SDK has one stream and one result, and tells
 * whoever listens in turn, the signaling first.
 */
export class ListenerFence {
  readonly #client: RestClient;
  readonly #room: string;
  #count = 0;

  constructor(client: RestClient, room: string) {
    this.#client = client;
    this.#room = room;
  }

  /**
   * Whom the rules do not let listen is told nothing; that the signaling may listen again after a second is not waited
   * for.
   */
  async pass(people: readonly FencedClient[]): Promise<void> {
    const fence = ++this.#count;
    const places = [participantsPath(this.#room), connectionsPath(this.#room)];
    const parties = people.map(({uid}) => uid);
    await this.#client.commit('owner', ...places.map(path => this.#client.set(`${path}/fence`, {fence, parties})));
    const queries = people.flatMap(({uid, appName}) => databasesOf(appName).flatMap(db => this.#queries(db, uid)));
    await Promise.all(queries.map(each => toldOf(each, fence)));
  }

  #queries(db: Firestore, uid: string): readonly Query[] {
    return [
      collection(db, participantsPath(this.#room)),
      query(collection(db, connectionsPath(this.#room)), where('parties', 'array-contains', uid)),
    ];
  }
}

/** Of each device of a person: the second one of a name gets a number. */
function databasesOf(appName: string): readonly Firestore[] {
  const apps = getApps().filter(({name}) => name === appName || name.startsWith(`${appName}-`));
  return apps.map(app => getFirestore(app));
}

function toldOf(source: Query, fence: number): Promise<void> {
  const isThere = (snapshot: QuerySnapshot): boolean =>
    !snapshot.metadata.fromCache && snapshot.docs.some(document => document.get('fence') === fence);
  return new Promise(resolve => {
    const stop = onSnapshot(
      source,
      {includeMetadataChanges: true},
      snapshot => {
        if (!isThere(snapshot)) return;
        stop();
        resolve();
      },
      () => {
        resolve();
      },
    );
  });
}
