import {expect} from '@open-wc/testing';
import {PairDocuments} from '../../../src/call/pair-documents.js';
import type {Pair, SignalingRoom} from '../../../src/signaling/signaling.js';
import {connection} from './people.js';

describe('PairDocuments', () => {
  const setup = () => {
    const deleted: Pair[] = [];
    const deleteConnection: SignalingRoom['deleteConnection'] = pair => {
      deleted.push(pair);
      return Promise.resolve();
    };
    const room = {deleteConnection} as unknown as SignalingRoom;
    return {deleted, documents: new PairDocuments({room, signal: new AbortController().signal})};
  };
  const outgoing = connection('ann', 'ben');
  const incoming = connection('ben', 'ann');
  const later = connection('ben', 'ann', {offer: {sdp: 'v=0', revision: 2}});

  it('are no longer seen once deleted, though the store shows them still', async () => {
    const {deleted, documents} = setup();
    documents.observe({outgoing, incoming});
    await documents.delete('incoming');
    expect(deleted).to.deep.equal([{from: 'ben', to: 'ann'}]);
    documents.observe({outgoing, incoming});
    expect([documents.outgoing, documents.incoming]).to.deep.equal([outgoing, null]);
  });

  it('are seen again when written anew', async () => {
    const {documents} = setup();
    documents.observe({outgoing: null, incoming});
    await documents.delete('incoming');
    documents.observe({outgoing: null, incoming: later});
    expect(documents.incoming).to.equal(later);
  });

  it('are seen again, and deleted again, when a late copy of the write brings them back', async () => {
    const {deleted, documents} = setup();
    documents.observe({outgoing, incoming: null});
    await documents.delete('outgoing');
    documents.observe({outgoing: null, incoming: null});
    documents.observe({outgoing, incoming: null});
    expect(documents.outgoing).to.equal(outgoing);
    await documents.delete('outgoing');
    expect(deleted).to.have.length(2);
  });

  it('count revisions above all that were shown or made', () => {
    const {documents} = setup();
    expect(documents.nextRevision(0)).to.equal(1);
    documents.observe({outgoing: {...outgoing, offer: {sdp: 'v=0', revision: 5}}, incoming: later});
    documents.observe({outgoing: null, incoming: null});
    expect([documents.nextRevision(3), documents.nextRevision(9)]).to.deep.equal([6, 10]);
  });
});
