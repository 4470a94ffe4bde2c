import type {Firestore} from 'firebase/firestore';
import {CallError} from '../../errors.js';
import {parseRecord, parseString} from '../../protocol/shape.js';

const production = 'https://firestore.googleapis.com';
/** Of a DNS name, with its port. */
const hostLength = 260;

/** The REST interface of a database is where the SDK listens, whoever said where that is. */
export function originOf(db: Firestore): string {
  const {settings} = parseRecord(db.toJSON(), 'Firestore');
  const {host, ssl} = parseRecord(settings, 'settings');
  return `${ssl === false ? 'http' : 'https'}://${parseString(host, 'host', hostLength)}`;
}

/** A page that means an emulator is not to write to the real thing. @throws {CallError} invalid-config */
export function checkEmulated(db: Firestore, emulator: string): void {
  if (emulator === '' || originOf(db) !== production) return;
  throw new CallError(
    'invalid-config',
    'emulator is set, but the Firestore of firebaseApp is not at an emulator. Call connectFirestoreEmulator() for it in the page, before anything else of it; or take emulator away.',
  );
}
