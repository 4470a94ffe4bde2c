import {expect} from '@open-wc/testing';
import {
  defaultIceServers,
  parseIceServers,
  resolveIceServers,
  type IceServersSource,
} from '../../../src/call/ice-servers.js';
import {CallError} from '../../../src/errors.js';

const turn = {urls: ['turn:turn.example:3478'], username: 'mia', credential: 'secret'};

/** What the network replies, for one test. */
function replyWith(reply: (url: string, signal: AbortSignal) => Promise<Response>): readonly string[] {
  const asked: string[] = [];
  globalThis.fetch = (url, init) => {
    asked.push(url as string);
    return reply(url as string, init?.signal ?? new AbortController().signal);
  };
  return asked;
}

async function failureOf(source: IceServersSource): Promise<CallError> {
  try {
    await resolveIceServers(source);
  } catch (error) {
    expect(error).to.be.instanceOf(CallError);
    return error as CallError;
  }
  return expect.fail('it was taken');
}

describe('resolveIceServers', () => {
  const {fetch} = globalThis;
  const {timeout} = AbortSignal;
  afterEach(() => {
    globalThis.fetch = fetch;
    AbortSignal.timeout = timeout;
  });

  const sources: readonly (readonly [string, IceServersSource | null, readonly RTCIceServer[]])[] = [
    ['nothing', null, defaultIceServers],
    ['an empty attribute', '', defaultIceServers],
    ['none on purpose', '[]', []],
    ['a list', [turn], [turn]],
    ['a list as JSON', `\n ${JSON.stringify([turn])}`, [turn]],
    ['one URL instead of several', [{urls: 'stun:stun.example'}], [{urls: ['stun:stun.example']}]],
    ['a function', () => Promise.resolve([turn]), [turn]],
  ];
  for (const [name, source, expected] of sources) {
    it(`takes ${name}, and asks nobody`, async () => {
      const asked = replyWith(() => Promise.reject(new Error('asked')));
      expect(await resolveIceServers(source)).to.deep.equal(expected);
      expect(asked).to.deep.equal([]);
    });
  }

  it('takes what a URL returns, each time anew', async () => {
    const asked = replyWith(() => Promise.resolve(new Response(JSON.stringify([turn]))));
    expect(await resolveIceServers('/turn')).to.deep.equal([turn]);
    expect(await resolveIceServers('/turn')).to.deep.equal([turn]);
    expect(asked).to.deep.equal(['/turn', '/turn']);
  });

  it('takes nothing that the browser kept: credentials end', async () => {
    let cache: RequestCache | undefined;
    globalThis.fetch = (_url, init) => {
      cache = init?.cache;
      return Promise.resolve(new Response('[]'));
    };
    await resolveIceServers('/turn');
    expect(cache).to.equal('no-store');
  });

  const faults: readonly (readonly [string, IceServersSource, RegExp])[] = [
    ['JSON with a fault', '[{"urls": "stun:x"}', /no JSON: it ends too early, at line 1, column 20/],
    ['an object', JSON.stringify(turn), /is no list/],
    ['a TURN server without credentials', [{urls: 'turn:turn.example'}], /does not take these/],
    ['a URL without a host', [{...turn, urls: 'turn:'}], /does not take these/],
    ['a server without URLs', [{urls: []}], /does not take these/],
    ['a function that fails', () => Promise.reject(new Error('offline')), /function .* failed: Error: offline\./],
    ['a function that returns none', () => Promise.resolve('none' as unknown as []), /is no list/],
  ];
  for (const [name, source, why] of faults) {
    it(`says what is wrong with ${name}`, async () => {
      const error = await failureOf(source);
      expect(error.code).to.equal('invalid-config');
      expect(error.message).to.match(why);
    });
  }

  const replies: readonly (readonly [string, () => Promise<Response>, RegExp])[] = [
    ['that is not there', () => Promise.resolve(new Response('', {status: 404})), /from \/turn: HTTP status 404/],
    [
      'with something else',
      () => Promise.resolve(new Response('<html>')),
      /no JSON: there is a fault at line 1, column 1/,
    ],
  ];
  for (const [name, reply, why] of replies) {
    it(`says what is wrong with a URL ${name}`, async () => {
      replyWith(reply);
      const error = await failureOf('/turn');
      expect(error.code).to.equal('invalid-config');
      expect(error.message).to.match(why);
    });
  }

  const passing: readonly (readonly [string, () => Promise<Response>, RegExp])[] = [
    ['is busy', () => Promise.resolve(new Response('', {status: 503})), /from \/turn: HTTP status 503/],
    ['is out of reach', () => Promise.reject(new TypeError('Failed to fetch')), /no answer/],
  ];
  for (const [name, reply, why] of passing) {
    it(`takes it for no fault of the settings that a URL ${name}`, async () => {
      replyWith(reply);
      const error = await failureOf('/turn');
      expect(error.code).to.equal('signaling-unreachable');
      expect(error.message).to.match(why);
    });
  }

  it('nor that a function reaches nobody, and says what it threw: that may be a mistake of the page', async () => {
    const error = await failureOf(() => Promise.reject(new TypeError('data is undefined')));
    expect(error.code).to.equal('signaling-unreachable');
    expect(error.message).to.match(/gave no answer \(TypeError: data is undefined\)\./);
  });

  const silent: readonly (readonly [string, IceServersSource])[] = [
    ['a URL', '/turn'],
    ['a function', () => new Promise(() => undefined)],
  ];
  for (const [name, source] of silent) {
    it(`waits 8 s for ${name} that says nothing, and no longer`, async () => {
      const waits: number[] = [];
      AbortSignal.timeout = ms => {
        waits.push(ms);
        return AbortSignal.abort(new DOMException('', 'TimeoutError'));
      };
      replyWith((_url, signal) => Promise.reject(signal.reason));
      const error = await failureOf(source);
      expect(error.code).to.equal('signaling-unreachable');
      expect(error.message).to.match(/no answer/);
      expect(waits).to.deep.equal([8_000]);
    });
  }
});

describe('parseIceServers', () => {
  it('takes over what an RTCIceServer has, and nothing else', () => {
    const given = [
      {...turn, credentialType: 'password', extra: 1},
      {urls: ['stuns:a', 'turns:b'], username: 3},
    ];
    expect(parseIceServers(given)).to.deep.equal([turn, {urls: ['stuns:a', 'turns:b']}]);
  });

  it('makes servers that the browser takes', () => {
    const iceServers = [...parseIceServers([turn, {urls: 'stun:stun.example'}])];
    const connection = new RTCPeerConnection({iceServers});
    connection.close();
  });

  const refused: readonly (readonly [string, unknown])[] = [
    ['nothing', undefined],
    ['null', null],
    ['an object', {urls: 'stun:x'}],
    ['a list of texts', ['stun:x']],
    ['a list of null', [null]],
    ['no urls', [{username: 'mia'}]],
    ['another scheme', [{urls: 'https://turn.example'}]],
    ['another scheme among them', [{urls: ['stun:x', 'http:x']}]],
    ['a number', [{urls: 7}]],
    ['no scheme', [{urls: 'turn.example'}]],
  ];
  for (const [name, value] of refused) {
    it(`refuses ${name}`, () => {
      expect(() => parseIceServers(value))
        .to.throw(CallError)
        .with.property('code', 'invalid-config');
    });
  }
});
