import {expect} from '@open-wc/testing';
import {connectionIdOf, restarted} from '../../../src/peer/sdp.js';
import {silentLog} from '../../../src/log.js';
import type {Connection, Description} from '../../../src/protocol/connection.js';
import {formatControlMessage, parseControlMessage, type ControlMessage} from '../../../src/protocol/control-message.js';
import type {Participant} from '../../../src/protocol/participant.js';
import {MalformedError} from '../../../src/protocol/shape.js';
import {readConnections, readParticipants} from '../../../src/signaling/firestore/read-documents.js';
import {SeededRandom} from '../../support/random.js';
import {until} from '../peer/support/link-pair.js';
import {asJson, mutated, mutatedText} from '../protocol/mutation.js';
import {everybody, hurriedClock, LiveCall, type FarEnd} from './live-call.js';

/** Of each kind, for each of the two at the far end; messages in two calls, as one takes more than a minute on two cores. */
const runs = {messages: 20_000, documents: 10_000} as const;
/** What is said without a pause: fewer than half a second takes, or who says it would not be heard. */
const atOnce = 25;
/** Room above every fault, for what is said honestly in the end. */
const highestFault = 900_000_000;

/** Whatever its characters are, a browser sends it: 256 kB, of three bytes each at most. */
const longestFault = 85_000;

const turn = (): Promise<void> => new Promise(resolve => setTimeout(resolve));

const timestamp = (millis: number) => ({seconds: millis / 1_000, nanoseconds: 0, toMillis: () => millis});

/** @returns null for what is dropped before it gets into the call */
function parsed<T>(parse: () => T): T | null {
  try {
    return parse();
  } catch (error) {
    if (error instanceof MalformedError) return null;
    throw error;
  }
}

/** What comes of one far end that says, and has written, everything but that it leaves, or is another. */
class Stranger {
  readonly far: FarEnd;
  /** What they say of themselves where they say it honestly. */
  readonly sdp: string;
  /** How many of their documents were taken for knocks. */
  knocks = 0;
  readonly #random: SeededRandom;

  constructor(far: FarEnd, random: SeededRandom) {
    this.far = far;
    this.#random = random;
    this.sdp = far.connection.localDescription?.sdp ?? '';
  }

  /** Faulty messages, of which any may be well-formed still. */
  async speak(count: number): Promise<void> {
    const {channel} = this.far;
    for (let run = 0; run < count; run++) {
      const message = this.#message();
      if (typeof message === 'string') channel.send(message);
      else channel.send(message);
      if (run % atOnce === 0) await until(() => this.far.isSaid, 'all is sent');
    }
  }

  /** A document of theirs, or none where it is dropped. */
  participant(entry: Participant): readonly Participant[] {
    const {uid, joinedAt, renewedAt, ...rest} = entry;
    const fields = {...rest, joinedAt: timestamp(joinedAt ?? 0), renewedAt: timestamp(renewedAt)};
    const told = readParticipants([{id: uid, data: mutated(fields, this.#random)}], silentLog);
    // That they are another, in no call, or ask for a new start (who is not heard at once gets one) is no fault of the document.
    const isSame = ({session, state, networkEpoch}: Participant): boolean =>
      session === entry.session && state === entry.state && networkEpoch === entry.networkEpoch;
    return told.filter(isSame);
  }

  /** As a participant; it may be taken for a knock. */
  connection({expireAt, ...rest}: Connection): readonly Connection[] {
    const fields = {
      ...rest,
      parties: [rest.from, rest.to],
      videoCallExpireAt: timestamp(expireAt),
      answer: rest.answer ?? undefined,
      ...(this.#random.chance(0.1) ? {knockedAt: timestamp(expireAt), name: 'Mia'} : {}),
    };
    const {connections, knocks} = readConnections([{id: 'pair', data: mutated(fields, this.#random)}], silentLog);
    this.knocks += knocks.length;
    return connections.filter(({offer, answer}) => this.#isFault(offer) && (!answer || this.#isFault(answer)));
  }

  #message(): string | Uint8Array<ArrayBuffer> {
    for (;;) {
      const text = this.#text().slice(0, longestFault);
      const message = parsed(() => parseControlMessage(text));
      if (message && !this.#isToBeSaid(message)) continue;
      return this.#random.chance(0.05) ? new TextEncoder().encode(text) : text;
    }
  }

  #isToBeSaid(message: ControlMessage): boolean {
    switch (message.type) {
      case 'bye':
        return false;
      case 'restart':
        // Firefox loses the path when a restart that nobody answered is followed by another.
        return message.revision !== 2;
      case 'offer':
        return this.#isFault(message.description);
      case 'answer':
        return this.#isFaultyAnswer(message.description);
      default:
        return true;
    }
  }

  #text(): string {
    const random = this.#random;
    const honest = formatControlMessage(random.pick(this.#messages()));
    switch (random.integer(0, 9)) {
      case 0:
        return String.fromCharCode(...Array.from({length: random.integer(0, 200)}, () => random.integer(0, 0xffff)));
      case 1:
        return random.chance(0.05) ? honest.padEnd(random.integer(64_000, longestFault)) : honest;
      case 2:
      case 3:
        return mutatedText(honest, random);
      default:
        return asJson(mutated(JSON.parse(honest), random));
    }
  }

  #messages(): readonly ControlMessage[] {
    const random = this.#random;
    const description = {sdp: this.sdp, revision: random.integer(1, 100_000)};
    const candidate = {
      revision: random.pick([1, 2, random.integer(1, highestFault)]),
      sdpMid: '0',
      candidate: `candidate:1 1 udp ${random.integer(1, 9_999)} 192.0.2.7 ${random.integer(1, 9_999)} typ host`,
    };
    return [
      {type: 'state', name: 'Mia', microphone: true, camera: false, screen: false, soundOnly: false},
      {type: 'chat', id: '1-a', text: 'Hello'},
      {type: 'heartbeat', heard: 7, latePercent: 5},
      {type: 'probe', number: 1, filling: '0'},
      {type: 'echo', number: 1},
      {type: 'restart', revision: random.pick([1, 3])},
      {type: 'offer', description: {...description, sdp: mutatedText(this.sdp, random)}},
      {type: 'answer', description: {sdp: mutatedText(this.sdp, random), revision: random.pick([1, 2, 3])}},
      {type: 'candidates', candidates: [candidate]},
    ];
  }

  /** Who answers a restart that they have not made is not reached any more. */
  #isFaultyAnswer(answer: Description): boolean {
    return this.#isFault(answer) && (answer.revision > 1_000 || restarted(this.sdp, answer.sdp) === null);
  }

  /** Where a far end says that it is somewhere else, or somebody else, it is not reached any more, and that is no fault. */
  #isFault({sdp, revision}: Description): boolean {
    const own = new Set(credentialsIn(this.sdp));
    const isMoved = credentialsIn(sdp).some(line => !own.has(line));
    const isAnother = /^v=0\r?\no=/.test(sdp) && connectionIdOf(sdp) !== connectionIdOf(this.sdp);
    return revision <= highestFault && !isMoved && !isAnother;
  }
}

const credentialsIn = (sdp: string): readonly string[] => sdp.match(/^a=ice-(?:ufrag|pwd):.*$/gm) ?? [];

describe('a live call in which the others send faults', function () {
  this.timeout(90_000);
  let call: LiveCall;
  const broken: string[] = [];
  const keep = (event: ErrorEvent | PromiseRejectionEvent): void => {
    broken.push(String('reason' in event ? event.reason : event.message));
  };

  beforeEach(() => {
    broken.length = 0;
    window.addEventListener('error', keep);
    window.addEventListener('unhandledrejection', keep);
  });
  const connect = async (): Promise<void> => {
    // Each offer that is tried is followed by a rest.
    call = new LiveCall(hurriedClock);
    await call.connect();
  };
  afterEach(() => {
    window.removeEventListener('error', keep);
    window.removeEventListener('unhandledrejection', keep);
    call.close();
  });

  /** Nothing was thrown, both links are the first ones and live, and both far ends are heard and can restart ICE. */
  async function expectUnharmed(seed: number): Promise<void> {
    const {ann, cid, links} = call;
    call.mesh.updateParticipants(everybody);
    const what = `seed ${seed}`;
    expect(broken, `${what}: thrown into the page`).to.deep.equal([]);
    for (const far of [ann, cid]) {
      await call.untilConnected(far);
      await call.untilHeard(far, `after ${what}`);
      expect(links.get(far.uid)?.length, `${what}: links to ${far.uid}`).to.equal(1);
    }
    const before = ann.answers.length;
    ann.say({type: 'offer', description: {sdp: await ann.makeOffer(), revision: 999_999_999}});
    const answer = () => ann.answers.slice(before).find(({revision}) => revision === 999_999_999);
    await until(() => answer() !== undefined, `${what}: a restart is answered`);
    await ann.takeAnswer(answer() ?? {sdp: '', revision: 0});
    await call.untilConnected(ann);
    await call.untilHeard(ann, `restarted after ${what}`);
    expect(broken, `${what}: thrown into the page`).to.deep.equal([]);
  }

  /** cid has asked for restarts, and now answers the last. */
  async function answerHonestly(): Promise<void> {
    const {cid, offers} = call;
    const offer = offers.at(-1)?.description ?? {sdp: '', revision: 0};
    call.mesh.updateConnections([call.answered(offer, await cid.makeAnswer(offer))]);
    await until(() => call.linkTo(cid)?.connection.signalingState === 'stable', 'the answer is taken');
    call.mesh.updateConnections([]);
  }

  /** Each is one state of the store: everybody as they are but for one, and one document of a pair. */
  async function write(offerer: Stranger, answerer: Stranger, random: SeededRandom): Promise<void> {
    const {mesh, offers} = call;
    const [own] = offers;
    if (!own) throw new Error('ben has offered nothing');
    for (let run = 0; run < 2 * runs.documents; run++) {
      const entry = random.pick(everybody);
      mesh.updateParticipants(everybody.flatMap(each => (each === entry ? offerer.participant(entry) : each)));
      const shown = random.chance(0.5)
        ? offerer.connection(call.offered({sdp: mutatedText(offerer.sdp, random), revision: run + 2}))
        : answerer.connection(call.answered(own.description, answerer.sdp));
      mesh.updateConnections(shown);
      // What an offer brings about takes the browser some turns of the event loop.
      if (run % atOnce === 0) await turn();
    }
    mesh.updateConnections([]);
  }

  it(`${2 * runs.documents} in the store: goes on`, async () => {
    const seed = 2;
    await connect();
    const random = new SeededRandom(seed);
    const [offerer, answerer] = [new Stranger(call.ann, random), new Stranger(call.cid, random)];
    await write(offerer, answerer, random);
    expect(offerer.knocks > 0 && answerer.knocks > 0, 'some are taken for knocks').to.be.true;
    expect(call.answers.length, 'faulty offers that were answered').to.be.greaterThan(20);
    await expectUnharmed(seed);
  });

  for (const seed of [1, 3]) {
    it(`${2 * runs.messages} over their channels, seed ${seed}: goes on`, async () => {
      await connect();
      const random = new SeededRandom(seed);
      await Promise.all([call.ann, call.cid].map(far => new Stranger(far, random).speak(runs.messages)));
      await answerHonestly();
      await expectUnharmed(seed);
    });
  }
});
