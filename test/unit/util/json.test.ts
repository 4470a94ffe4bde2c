import {expect} from '@open-wc/testing';
import {parseJson} from '../../../src/util/json.js';
import {SeededRandom} from '../../support/random.js';

/** The message of the fault, null if there is none. */
function faultOf(text: string): string | null {
  try {
    parseJson(text);
    return null;
  } catch (error) {
    expect(error).to.be.instanceOf(SyntaxError);
    return (error as SyntaxError).message;
  }
}

describe('parseJson', () => {
  for (const text of ['{}', ' [1, -2.5e3, "a\\u00e9\\n", true, null, {"k": [[]]}]\n', '"x"', '0']) {
    it(`reads ${text.trim()}`, () => {
      expect(parseJson(text)).to.deep.equal(JSON.parse(text));
    });
  }

  const faults: readonly (readonly [text: string, message: string])[] = [
    ['', 'it ends too early, at line 1, column 1'],
    ['{', 'it ends too early, at line 1, column 2'],
    ['{"projectId": ', 'it ends too early, at line 1, column 15'],
    ['{"projectId": "acme"', 'it ends too early, at line 1, column 21'],
    ['{projectId: "acme"}', 'there is a fault at line 1, column 2'],
    ["{'projectId': 'acme'}", 'there is a fault at line 1, column 2'],
    ['{\n  "projectId": "acme",\n  "apiKey": AIza\n}', 'there is a fault at line 3, column 13'],
    ['{\n  "projectId": "acme",\n}', 'there is a fault at line 3, column 1'],
    ['{"projectId": "acme"};', 'there is a fault at line 1, column 22'],
    ['const config = {}', 'there is a fault at line 1, column 1'],
    ['{"a" "b"}', 'there is a fault at line 1, column 6'],
    ['{"a": 1 "b": 2}', 'there is a fault at line 1, column 9'],
    ['[1 2]', 'there is a fault at line 1, column 4'],
    ['[1,]', 'there is a fault at line 1, column 4'],
    ['[1}', 'there is a fault at line 1, column 3'],
    ['{"a": 1]', 'there is a fault at line 1, column 8'],
    ['{1: 2}', 'there is a fault at line 1, column 2'],
    ['[01]', 'there is a fault at line 1, column 3'],
    ['["a\nb"]', 'there is a fault at line 1, column 2'],
    ['["\\x"]', 'there is a fault at line 1, column 2'],
    ['[undefined]', 'there is a fault at line 1, column 2'],
    ['// config\n{}', 'there is a fault at line 1, column 1'],
  ];
  for (const [text, message] of faults) {
    it(`says of ${JSON.stringify(text)}: ${message}`, () => {
      expect(faultOf(text)).to.equal(message);
    });
  }

  it('never quotes what it read', () => {
    expect(faultOf('[{"credential": "secret-word", }]')).not.to.include('secret');
  });

  it('agrees with the browser about what is JSON, and finds a place in all that is not: 5,000 faults', () => {
    const random = new SeededRandom(3);
    const text = '[{"urls": ["turn:a", "b"], "n": -1.5e+2, "x": {"y": null}}, true, [], {}]';
    for (let run = 0; run < 5_000; run++) {
      const at = random.integer(0, text.length);
      const faulty =
        text.slice(0, at) +
        random.pick(['', ',', '"', ']', '}', ':', '1', ' ']) +
        text.slice(at + random.integer(0, 3));
      const fault = faultOf(faulty);
      const column = Number(/column (\d+)$/.exec(fault ?? 'column 1')?.[1]);
      if (fault) expect(column, faulty).to.be.within(1, faulty.length + 1);
      if (fault?.startsWith('there'))
        expect(column, `the end is no fault within: ${faulty}`).to.be.at.most(faulty.length);
    }
  });
});
