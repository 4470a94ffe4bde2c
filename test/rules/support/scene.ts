import type {RulesTestContext, RulesTestEnvironment} from '@firebase/rules-unit-testing';
import type {RestClient} from './rest-client.js';
import {toSdk, type Fields} from './values.js';

type Firestore = ReturnType<RulesTestContext['firestore']>;

/** Documents by their path below the room; `''` is the room's own, `null` is none. */
export type World = Readonly<Record<string, Fields | null>>;

/** One request, and what is in the room when it is made. */
export interface Scene {
  readonly world: World;
  /** Who asks; `null` is nobody signed in. */
  readonly uid: string | null;
  readonly operation: 'set' | 'update' | 'delete' | 'get' | 'list' | 'list everywhere';
  /** Below the room, or from the root with a leading `/`. */
  readonly path: string;
  readonly fields?: Fields;
  /** For a list: only connections of this uid. */
  readonly mine?: string;
  /** Repeated to the length that a room id is to have. */
  readonly roomLength?: number;
}

/** What makes one scene of another. */
export type Change = (scene: Scene) => Scene;

/** Asks for it as somebody else. */
export const as =
  (uid: string | null): Change =>
  scene => ({...scene, uid});
/** Asks for another document or collection. */
export const at =
  (path: string): Change =>
  scene => ({...scene, path});
/** Writes other values. */
export const having =
  (fields: Fields): Change =>
  scene => ({...scene, fields: {...scene.fields, ...fields}});
/** Leaves a field out. */
export const lacking =
  (name: string): Change =>
  scene => ({...scene, fields: Object.fromEntries(Object.entries(scene.fields ?? {}).filter(([key]) => key !== name))});
/** Has other documents in the room. */
export const given =
  (world: World): Change =>
  scene => ({...scene, world: {...scene.world, ...world}});
/** Has other values in one of the documents in the room. */
export const givenThat =
  (path: string, fields: Fields): Change =>
  scene =>
    given({[path]: {...scene.world[path], ...fields}})(scene);
/** Asks in another way altogether. */
export const instead =
  (change: Partial<Scene>): Change =>
  scene => ({...scene, ...change});

/** Plays scenes, each in a room of its own, so that none has to clear up. */
export class Stage {
  readonly #environment: RulesTestEnvironment;
  readonly #client: RestClient;
  readonly #databases = new Map<string | null, Firestore>();
  #rooms = 0;

  constructor(environment: RulesTestEnvironment, client: RestClient) {
    this.#environment = environment;
    this.#client = client;
  }

  /** Puts a world into a new room. @returns the room's path */
  async furnish(world: World, roomLength = 0): Promise<string> {
    const room = `videoCall/v1/rooms/${`${String(++this.#rooms)}-`.padEnd(roomLength, 'x')}`;
    const documents = Object.entries(world).filter((entry): entry is [string, Fields] => entry[1] !== null);
    await this.#client.commit(
      'owner',
      ...documents.map(([path, fields]) => this.#client.set(below(room, path), fields)),
    );
    return room;
  }

  /** Makes the scene's request. @returns what the SDK returns, refused or not */
  async play(scene: Scene): Promise<unknown> {
    const room = await this.furnish(scene.world, scene.roomLength);
    return this.#request(scene, below(room, scene.path));
  }

  #request({uid, operation, fields = {}, mine}: Scene, path: string): Promise<unknown> {
    const database = this.#firestore(uid);
    switch (operation) {
      case 'set':
        return database.doc(path).set(toSdk(fields));
      case 'update':
        return database.doc(path).update(toSdk(fields));
      case 'delete':
        return database.doc(path).delete();
      case 'get':
        return database.doc(path).get();
      case 'list':
        return mine === undefined
          ? database.collection(path).get()
          : database.collection(path).where('parties', 'array-contains', mine).get();
      case 'list everywhere':
        return database.collectionGroup(path.slice(path.lastIndexOf('/') + 1)).get();
    }
  }

  #firestore(uid: string | null): Firestore {
    const known = this.#databases.get(uid) ?? openFirestore(this.#environment, uid);
    this.#databases.set(uid, known);
    return known;
  }
}

const openFirestore = (environment: RulesTestEnvironment, uid: string | null): Firestore =>
  (uid === null ? environment.unauthenticatedContext() : environment.authenticatedContext(uid)).firestore();

function below(room: string, path: string): string {
  if (path.startsWith('/')) return path.slice(1);
  return path === '' ? room : `${room}/${path}`;
}
