/** A document as the emulator holds it, its path below the room. */
export interface StoredDocument {
  readonly path: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

interface QueryRow {
  readonly document?: {readonly name: string; readonly fields?: Readonly<Record<string, unknown>>};
}

/**
 * All documents of a room: its own, if it has one, and everything below it. Read as the owner, past the rules.
 *
 * @param address `host:port` of the emulator
 */
export async function readRoomDocuments(
  address: string,
  projectId: string,
  room: string,
  database = '(default)',
): Promise<readonly StoredDocument[]> {
  const root = `projects/${projectId}/databases/${database}/documents/videoCall/v1`;
  const below = await runQuery(`http://${address}/v1/${root}/rooms/${encodeURIComponent(room)}:runQuery`);
  const roomDocument = await fetch(`http://${address}/v1/${root}/rooms/${encodeURIComponent(room)}`, {headers: owner});
  const rows = roomDocument.ok ? [{document: (await roomDocument.json()) as QueryRow['document']}, ...below] : below;
  return rows.flatMap(({document}) =>
    document ? [{path: pathInRoom(document.name), fields: document.fields ?? {}}] : [],
  );
}

/**
 * Writes a document of a room as the owner, past the rules.
 *
 * @param path below the room
 * @param fields in the form of Firestore's REST interface
 */
export async function writeRoomDocument(
  {emulator, projectId}: {readonly emulator: string; readonly projectId: string},
  {room, path}: {readonly room: string; readonly path: string},
  fields: Readonly<Record<string, unknown>>,
): Promise<void> {
  const root = `projects/${projectId}/databases/(default)/documents/videoCall/v1/rooms/${encodeURIComponent(room)}`;
  const body = JSON.stringify({fields});
  const response = await fetch(`http://${emulator}/v1/${root}/${path}`, {method: 'PATCH', headers: owner, body});
  if (!response.ok) throw new Error(`The emulator did not write ${path}: ${await response.text()}`);
}

const owner = {Authorization: 'Bearer owner'};

async function runQuery(url: string): Promise<readonly QueryRow[]> {
  // No collection is named: every document below the room.
  const body = JSON.stringify({structuredQuery: {from: [{allDescendants: true}]}});
  const response = await fetch(url, {method: 'POST', headers: owner, body});
  if (!response.ok) throw new Error(`The emulator did not list documents: ${await response.text()}`);
  return (await response.json()) as readonly QueryRow[];
}

const pathInRoom = (name: string): string => name.replace(/^.*\/videoCall\/v1\/rooms\/[^/]+\/?/, '');
