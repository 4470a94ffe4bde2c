import {expect} from '@open-wc/testing';
import {CallError} from '../../../src/errors.js';
import {
  fetchFirebaseConfig,
  isConfigUrl,
  parseFirebaseConfig,
} from '../../../src/signaling/firestore/firebase-config.js';
import {FakeFetch, ManualTimeouts, replies, type Reply} from './support/fake-fetch.js';

const config = {projectId: 'acme', apiKey: 'AIza', authDomain: 'acme.firebaseapp.com'};
const never = new AbortController().signal;

describe('parseFirebaseConfig', () => {
  it('takes an object, or the same as JSON', () => {
    expect(parseFirebaseConfig(config)).to.deep.equal(config);
    expect(parseFirebaseConfig(`  ${JSON.stringify(config, null, 2)}\n`)).to.deep.equal(config);
  });

  const faults: readonly (readonly [string, unknown, RegExp])[] = [
    ['no JSON', '{projectId: "acme"}', /no JSON: there is a fault at line 1, column 2\..*double quotes/],
    ['JSON that ends too early', '{"projectId": "acme"', /it ends too early, at line 1, column 21/],
    ['JSON with a fault further down', '{\n  "projectId": "acme",\n}', /line 3, column 1/],
    ['no projectId', '{"apiKey": "AIza"}', /no projectId/],
    ['an empty projectId', {projectId: ''}, /no projectId/],
    ['a projectId that is a number', {projectId: 7}, /no projectId/],
    ['a list', '[]', /no projectId|no object/],
    ['a text', '"acme"', /no object/],
    ['null', null, /no object/],
    ['nothing', undefined, /no object/],
  ];
  for (const [name, value, why] of faults) {
    it(`says what is wrong with ${name}`, () => {
      expect(() => parseFirebaseConfig(value))
        .to.throw(CallError, why)
        .with.property('code', 'invalid-config');
    });
  }
});

describe('isConfigUrl', () => {
  for (const url of ['/__/firebase/init.json', ' https://acme.example/config?v=1,2 \n', 'config.json']) {
    it(`takes ${JSON.stringify(url)} for a URL`, () => {
      expect(isConfigUrl(url)).to.be.true;
    });
  }

  const texts: readonly (readonly [string, string])[] = [
    ['an object', '{}'],
    ['an object on the next line', ' \n{"projectId":"acme"}'],
    ['a list', '[]'],
    ['what has lost its braces', '"projectId":"acme"'],
    ['the same in single quotes', "'projectId':'acme'"],
    ['the same without quotes', 'projectId: acme'],
    ['a line of the script that the console shows', 'const firebaseConfig={projectId:"acme"};'],
  ];
  for (const [name, text] of texts) {
    it(`takes ${name} for the config itself`, () => {
      expect(isConfigUrl(text)).to.be.false;
    });
  }

  it('leaves what has lost its braces to be told with a position', () => {
    expect(() => parseFirebaseConfig('"projectId": "x"')).to.throw(CallError, /no JSON: .*line 1, column 12/);
  });
});

describe('fetchFirebaseConfig', () => {
  let network: FakeFetch;
  let timeouts: ManualTimeouts;
  beforeEach(() => {
    network = new FakeFetch();
    timeouts = new ManualTimeouts();
  });
  afterEach(() => {
    network.restore();
    timeouts.restore();
  });

  const failureOf = async (signal = never): Promise<CallError> =>
    fetchFirebaseConfig('/init.json', signal).then(
      () => expect.fail('it was taken'),
      (error: unknown) => error as CallError,
    );

  it('takes what is there', async () => {
    network.replyWith(replies.text(200, JSON.stringify(config)));
    expect(await fetchFirebaseConfig('/__/firebase/init.json', never)).to.deep.equal(config);
    expect(network.sent.map(({url}) => url)).to.deep.equal(['/__/firebase/init.json']);
  });

  const faults: readonly (readonly [string, Reply, RegExp])[] = [
    ['is not there', replies.text(404, 'Not Found'), /\/init\.json: HTTP status 404/],
    ['fails', replies.text(500, ''), /\/init\.json: HTTP status 500/],
    ['is busy', replies.text(503, '<html>Service Unavailable</html>'), /HTTP status 503/],
    ['is a page', replies.text(200, '<!doctype html>'), /no JSON: there is a fault at line 1, column 1/],
    ['is no config', replies.text(200, '{}'), /no projectId/],
  ];
  for (const [name, reply, why] of faults) {
    it(`says that it ${name}`, async () => {
      network.replyWith(reply);
      const error = await failureOf();
      expect(error).to.be.instanceOf(CallError);
      expect(error.code).to.equal('invalid-config');
      expect(error.message).to.match(why);
    });
  }

  it('says that it is out of reach, which may pass', async () => {
    network.replyWith(replies.offline());
    const error = await failureOf();
    expect(error.code).to.equal('signaling-unreachable');
    expect(error.message).to.match(/\/init\.json: no answer.*by itself/);
  });

  it('does not wait for ever', async () => {
    network.replyWith(replies.silence());
    const failed = failureOf();
    await timeouts.pass();
    expect((await failed).message).to.match(/no answer/);
    expect(Math.max(...timeouts.limitsMs)).to.be.at.most(10_000);
  });

  it('is called off', async () => {
    network.replyWith(replies.silence());
    const abort = new AbortController();
    const failed = failureOf(abort.signal);
    abort.abort();
    expect((await failed).code).to.equal('aborted');
  });
});
