import {expect} from '@open-wc/testing';
import {nextLinkState, type LinkFacts} from '../../../src/peer/link-state.js';
import type {LinkState} from '../../../src/peer/peer-link.js';

const up: LinkFacts = {
  before: 'connected',
  connectionState: 'connected',
  dtlsState: 'connected',
  hasFailed: false,
  isChannelOpen: true,
  silence: 'none',
  isPathGivenUp: false,
  online: true,
};
const fresh: Partial<LinkFacts> = {
  before: 'connecting',
  connectionState: 'new',
  dtlsState: undefined,
  isChannelOpen: false,
};
const disconnected: Partial<LinkFacts> = {connectionState: 'disconnected'};
const interrupted: Partial<LinkFacts> = {before: 'interrupted'};
const failed: Partial<LinkFacts> = {connectionState: 'failed', hasFailed: true};

const cases: readonly (readonly [reason: string, facts: Partial<LinkFacts>, state: LinkState])[] = [
  ['nothing was described yet', fresh, 'connecting'],
  ['ICE is up, and the channel is not yet', {...fresh, connectionState: 'connected'}, 'connecting'],
  ['the channel is open for the first time', {before: 'connecting'}, 'connected'],
  ['a first attempt failed for a moment', {...fresh, connectionState: 'failed'}, 'connecting'],
  ['a first attempt failed', {...fresh, ...failed}, 'lost'],
  ['all is well', {}, 'connected'],
  ['the channel was closed', {isChannelOpen: false}, 'connected'],
  ['it failed once it was up: ICE can bring it back', failed, 'interrupted'],
  ['DTLS failed', {dtlsState: 'failed'}, 'lost'],
  ['the browser closed it', {connectionState: 'closed'}, 'lost'],
  ['it is disconnected, and heard', disconnected, 'connected'],
  ['it looks for another path, and is heard', {connectionState: 'connecting'}, 'connected'],
  ['it is disconnected, and not heard for a moment', {...disconnected, silence: 'short'}, 'interrupted'],
  ['it is not heard for a moment', {silence: 'short'}, 'connected'],
  ['it is not heard for a moment, offline', {silence: 'short', online: false}, 'interrupted'],
  ['it is heard, offline', {online: false}, 'connected'],
  ['it is not heard for long', {silence: 'long'}, 'interrupted'],
  ['the path was given up', {isPathGivenUp: true}, 'interrupted'],
  ['the path was given up, and checks are lost', {...disconnected, isPathGivenUp: true}, 'interrupted'],
  ['it is back', interrupted, 'connected'],
  ['it is back, and not heard for a moment', {...interrupted, silence: 'short'}, 'connected'],
  ['it is heard again, and ICE does not say so yet', {...interrupted, ...disconnected}, 'interrupted'],
  ['it was lost, and looks well', {before: 'lost'}, 'lost'],
  ['it was closed, and looks well', {before: 'closed'}, 'closed'],
  ['it was closed, by the browser as well', {before: 'closed', connectionState: 'closed'}, 'closed'],
];

describe('nextLinkState', () => {
  for (const [reason, facts, state] of cases) {
    it(`${reason}: ${state}`, () => {
      expect(nextLinkState({...up, ...facts})).to.equal(state);
    });
  }
});
