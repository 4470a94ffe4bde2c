import {isTransform, restValue, toRest, type Fields} from './values.js';

/** One write of a commit, as the element makes it. */
export type Write = Readonly<Record<string, unknown>>;

/** Firestore's REST interface at an emulator, as one project sees it. */
export class RestClient {
  readonly #origin: string;
  readonly #projectId: string;
  readonly #documents: string;

  constructor({host, port}: {readonly host: string; readonly port: number}, projectId: string) {
    this.#origin = `http://${host}:${String(port)}`;
    this.#projectId = projectId;
    this.#documents = `projects/${projectId}/databases/(default)/documents`;
  }

  /** A whole document; with `exists`, only where there is one already, or none yet. */
  set(path: string, fields: Fields, exists?: boolean): Write {
    const {fields: values, updateTransforms} = toRest(fields);
    return {update: {name: this.#name(path), fields: values}, updateTransforms, ...precondition(exists)};
  }

  /** Some fields of a document that is there. */
  patch(path: string, fields: Fields): Write {
    const fieldPaths = Object.keys(fields).filter(name => !isTransform(fields[name]));
    return {...this.set(path, fields, true), updateMask: {fieldPaths}};
  }

  remove(path: string): Write {
    return {delete: this.#name(path)};
  }

  /** All of the writes or none, as a user or (`'owner'`) past the rules. @returns whether they were made */
  async commit(uid: string, ...writes: readonly Write[]): Promise<boolean> {
    return succeeded(await this.#post(uid, `${this.#documents}:commit`, {writes}));
  }

  /** A query below a document. @returns whether it was answered */
  async query(uid: string, parent: string, collectionId: string, mine?: string): Promise<boolean> {
    const where = mine && {
      fieldFilter: {field: {fieldPath: 'parties'}, op: 'ARRAY_CONTAINS', value: restValue(mine)},
    };
    const structuredQuery = {from: [{collectionId}], ...(where && {where})};
    return succeeded(await this.#post(uid, `${this.#documents}/${parent}:runQuery`, {structuredQuery}));
  }

  async read(uid: string, path: string): Promise<Fields | undefined> {
    const response = await fetch(`${this.#origin}/v1/${this.#name(path)}`, {headers: authorization(uid)});
    const {fields} = (await response.json()) as {readonly fields?: Fields};
    return fields;
  }

  /** Loads a ruleset for this project; its coverage counts from zero again. @throws where it does not compile */
  async loadRules(content: string): Promise<void> {
    const response = await fetch(`${this.#emulatorUrl}:securityRules`, {
      method: 'PUT',
      body: JSON.stringify({rules: {files: [{name: 'firestore.rules', content}]}}),
    });
    if (!response.ok) throw new Error(await response.text());
  }

  /** What each expression of the rules came to since they were loaded. */
  async coverage(): Promise<unknown> {
    return (await fetch(`${this.#emulatorUrl}:ruleCoverage`)).json();
  }

  get #emulatorUrl(): string {
    return `${this.#origin}/emulator/v1/projects/${this.#projectId}`;
  }

  #name(path: string): string {
    return `${this.#documents}/${path}`;
  }

  #post(uid: string, path: string, body: object): Promise<Response> {
    return fetch(`${this.#origin}/v1/${path}`, {
      method: 'POST',
      headers: authorization(uid),
      body: JSON.stringify(body),
    });
  }
}

const precondition = (exists: boolean | undefined): Write => (exists === undefined ? {} : {currentDocument: {exists}});

/** Refused is an answer; anything else that went wrong is a mistake in the test. */
async function succeeded(response: Response): Promise<boolean> {
  const body = await response.text();
  if (!response.ok && response.status !== 403) throw new Error(body);
  return response.ok;
}

/** Emulators take unsigned tokens. */
function authorization(uid: string): Record<string, string> {
  if (uid === 'owner') return {authorization: 'Bearer owner'};
  const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
  const claims = {sub: uid, user_id: uid, firebase: {sign_in_provider: 'anonymous', identities: {}}};
  return {authorization: `Bearer ${encode({alg: 'none', type: 'JWT'})}.${encode(claims)}.`};
}
