import {expect} from '@open-wc/testing';
import {CallError, type CallErrorCode} from '../../../src/errors.js';
import {mediaFailure, unavailableFailure, type MediaKind} from '../../../src/media/media-failure.js';

const kinds: readonly MediaKind[] = ['microphone', 'camera', 'screen'];
const failed = (name: string, kind: MediaKind = 'camera', message = 'fake') =>
  mediaFailure(new DOMException(message, name), {kind, blockedByPage: false, inAppBrowser: false});

describe('mediaFailure', () => {
  const cases: readonly (readonly [string, CallErrorCode, RegExp])[] = [
    ['NotAllowedError', 'media-denied', /allow|share again/i],
    ['PermissionDeniedError', 'media-denied', /allow|share again/i],
    ['NotFoundError', 'media-missing', /plug one in|no screen/i],
    ['DevicesNotFoundError', 'media-missing', /plug one in|no screen/i],
    ['OverconstrainedError', 'media-missing', /choose another|no screen/i],
    ['ConstraintNotSatisfiedError', 'media-missing', /choose another|no screen/i],
    ['NotReadableError', 'media-in-use', /close that program|choose another/i],
    ['TrackStartError', 'media-in-use', /close that program|choose another/i],
    ['AbortError', 'media-in-use', /close that program|choose another/i],
    ['SecurityError', 'insecure-context', /https/],
    ['InvalidStateError', 'media-denied', /click/i],
    ['InvalidAccessError', 'media-denied', /click/i],
    ['SomethingNewError', 'unsupported', /current Chrome/],
  ];
  for (const [name, code, advice] of cases) {
    for (const kind of kinds) {
      it(`${name} of the ${kind}: ${code}, and what to do`, () => {
        const error = failed(name, kind);
        expect(error).to.be.instanceOf(CallError);
        expect(error.code).to.equal(code);
        expect(error.message).to.match(advice);
        expect(error.message).to.include(kind);
        expect(error.cause).to.be.instanceOf(DOMException);
      });
    }
  }

  it('names the system where the system said no', () => {
    expect(failed('NotAllowedError', 'camera', 'Permission denied by system').message).to.include('system’s privacy');
    expect(failed('NotAllowedError', 'camera', 'Permission denied').message).not.to.include('system');
  });

  it('says how to allow a kind in a frame that refuses it', () => {
    for (const [kind, feature] of [
      ['camera', 'camera'],
      ['screen', 'display-capture'],
    ] as const) {
      const error = mediaFailure(new DOMException('', 'NotAllowedError'), {
        kind,
        blockedByPage: true,
        inAppBrowser: true,
      });
      expect(error.code).to.equal('blocked-by-page');
      expect(error.message).to.include(`allow="${feature}"`);
    }
  });

  it('sends somebody in the browser of an app to another one, for a refusal only', () => {
    const inApp = {kind: 'camera', blockedByPage: false, inAppBrowser: true} as const;
    const refused = mediaFailure(new DOMException('', 'NotAllowedError'), inApp);
    expect(refused.code).to.equal('in-app-browser');
    expect(refused.message).to.match(/Safari, Chrome or Firefox/);
    expect(mediaFailure(new DOMException('', 'NotFoundError'), inApp).code).to.equal('media-missing');
  });

  it('leaves an error that is mapped already as it is', () => {
    const mapped = unavailableFailure('unsupported', 'camera');
    expect(mediaFailure(mapped, {kind: 'camera', blockedByPage: false, inAppBrowser: false})).to.equal(mapped);
  });

  for (const odd of [undefined, null, 'NotAllowedError', {name: 3}, {}]) {
    it(`takes ${odd === undefined ? 'undefined' : JSON.stringify(odd)} for an error that it does not know`, () => {
      expect(mediaFailure(odd, {kind: 'camera', blockedByPage: false, inAppBrowser: false}).code).to.equal(
        'unsupported',
      );
    });
  }

  it('knows an OverconstrainedError that is no DOMException', () => {
    const error = {name: 'OverconstrainedError', constraint: 'deviceId'};
    expect(mediaFailure(error, {kind: 'camera', blockedByPage: false, inAppBrowser: false}).code).to.equal(
      'media-missing',
    );
  });
});
