import {expect} from '@open-wc/testing';
import {checkSpeaker} from '../../../src/media/speaker.js';
import {CallError, type CallErrorCode} from '../../../src/errors.js';

const codeOf = (checked: Promise<void>): Promise<unknown> =>
  checked.then(
    () => 'there',
    (error: unknown) => (error instanceof CallError ? error.code : error),
  );

/** A browser that says this of each speaker. */
const saying = (name: string): HTMLAudioElement =>
  Object.assign(new Audio(), {setSinkId: () => Promise.reject(new DOMException('fake', name))});

describe('checkSpeaker', () => {
  it('has this browser say what is there', async () => {
    expect(await codeOf(checkSpeaker(''))).to.equal('there');
    expect(await codeOf(checkSpeaker('no-such-speaker'))).to.equal('media-missing');
  });

  const refusals: readonly (readonly [string, CallErrorCode])[] = [
    ['NotFoundError', 'media-missing'],
    ['AbortError', 'media-missing'],
    ['NotAllowedError', 'media-denied'],
  ];
  for (const [name, code] of refusals) {
    it(`${name}: ${code}`, async () => expect(await codeOf(checkSpeaker('a', saying(name)))).to.equal(code));
  }

  it('has nothing to do with a browser that ignores it (Safari)', async () => {
    const audio = Object.assign(new Audio(), {setSinkId: () => Promise.reject(new Error('not to be called'))});
    expect(await codeOf(checkSpeaker('a', audio, 'Apple Computer, Inc.'))).to.equal('unsupported');
  });

  it('says where the browser has no choice', async () => {
    const audio = document.createElement('div') as unknown as HTMLAudioElement;
    expect(await codeOf(checkSpeaker('', audio))).to.equal('unsupported');
  });
});
