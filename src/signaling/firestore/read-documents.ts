import type {Log} from '../../log.js';
import {parseConnection, type Connection} from '../../protocol/connection.js';
import {parseKnock, type Knock} from '../../protocol/knock.js';
import {parseParticipant, type Participant} from '../../protocol/participant.js';
import type {RawDocument} from './listeners.js';
import {toPlain} from './values.js';

/** What the documents of participants say. */
export const readParticipants = (documents: readonly RawDocument[], log: Log): readonly Participant[] =>
  read(documents, ({id, data}) => parseParticipant(id, toPlain(data)), log);

/** What the documents that name oneself say: a knock lies beside the connections. */
export function readConnections(
  documents: readonly RawDocument[],
  log: Log,
): {readonly connections: readonly Connection[]; readonly knocks: readonly Knock[]} {
  const pairs = documents.filter(document => !isKnock(document));
  return {
    connections: read(pairs, ({data}) => parseConnection(toPlain(data)), log),
    knocks: read(documents.filter(isKnock), ({data}) => parseKnock(toPlain(data)), log),
  };
}

const isKnock = ({data}: RawDocument): boolean => typeof data === 'object' && data !== null && 'knockedAt' in data;

/** What others wrote is dropped, not thrown into the call, unless it is as it should be. */
function read<T>(documents: readonly RawDocument[], parse: (document: RawDocument) => T, log: Log): readonly T[] {
  return documents.flatMap(document => {
    try {
      return [parse(document)];
    } catch (error) {
      log.warn('dropped a malformed document', error);
      return [];
    }
  });
}
