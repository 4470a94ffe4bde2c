import {expect} from '@open-wc/testing';
import {CallError, type CallErrorCode} from '../../../src/errors.js';
import {codeOf, refusal, RuleRefusal, signInFailure} from '../../../src/signaling/firestore/failure.js';
import {ConflictError} from '../../../src/signaling/signaling.js';

const body = (status: string, message = 'why'): string => JSON.stringify({error: {code: 0, status, message}});
const whatIs = (error: Error): string =>
  error instanceof CallError
    ? error.code
    : error instanceof RuleRefusal
      ? 'rule'
      : error instanceof ConflictError
        ? 'conflict'
        : error.name;

describe('a refused request', () => {
  const cases: readonly (readonly [http: number, body: string, expected: CallErrorCode | 'rule' | 'conflict'])[] = [
    [400, body('FAILED_PRECONDITION'), 'conflict'],
    [409, body('ALREADY_EXISTS'), 'conflict'],
    [404, body('NOT_FOUND', 'No document to update: projects/…'), 'conflict'],
    [
      404,
      body('NOT_FOUND', 'The database (default) does not exist for project acme. Please visit …'),
      'invalid-config',
    ],
    [403, body('PERMISSION_DENIED', 'Missing or insufficient permissions.'), 'rule'],
    [
      403,
      body('PERMISSION_DENIED', 'Cloud Firestore API has not been used in project acme before or it is disabled.'),
      'invalid-config',
    ],
    [403, body('PERMISSION_DENIED', 'Permission denied on resource project acme.'), 'invalid-config'],
    [401, body('UNAUTHENTICATED'), 'permission-denied'],
    [403, body('PERMISSION_DENIED', 'App Check token is invalid.'), 'app-check-refused'],
    [401, body('UNAUTHENTICATED', 'Firebase App Check token is missing.'), 'app-check-refused'],
    [403, body('PERMISSION_DENIED', 'App attestation failed.'), 'app-check-refused'],
    [
      400,
      body(
        'FAILED_PRECONDITION',
        'The Cloud Firestore API is not available for Firestore in Datastore Mode database …',
      ),
      'invalid-config',
    ],
    [400, body('INVALID_ARGUMENT'), 'invalid-config'],
    [503, body('UNAVAILABLE'), 'signaling-unreachable'],
    [500, body('INTERNAL'), 'signaling-unreachable'],
    [504, body('DEADLINE_EXCEEDED'), 'signaling-unreachable'],
    [429, body('RESOURCE_EXHAUSTED'), 'signaling-unreachable'],
    [409, body('ABORTED'), 'signaling-unreachable'],
    [400, `[${body('FAILED_PRECONDITION')}]`, 'conflict'],
    [502, '<html>Bad Gateway</html>', 'signaling-unreachable'],
    [500, '', 'signaling-unreachable'],
    [500, 'null', 'signaling-unreachable'],
    [500, '[]', 'signaling-unreachable'],
    [500, '7', 'signaling-unreachable'],
    [500, '{"error": null}', 'signaling-unreachable'],
  ];
  for (const [http, text, expected] of cases) {
    it(`${http} ${text.slice(0, 110)}: ${expected}`, () => {
      const error = refusal(http, text);
      expect(whatIs(error)).to.equal(expected);
      expect((error.cause as Error).message).to.include(String(http));
    });
  }

  it('says what to do', () => {
    expect(refusal(404, body('NOT_FOUND', 'The database (default) does not exist')).message).to.match(
      /Create one .* Firestore Database, or check projectId/,
    );
    expect(refusal(401, body('UNAUTHENTICATED')).message).to.match(/Reload/);
    expect(refusal(429, body('RESOURCE_EXHAUSTED', 'Quota exceeded.')).message).to.match(
      /Quota exceeded\.\).*Firestore → Usage.*midnight Pacific/,
    );
  });
});

describe('a sign-in that failed', () => {
  const cases: readonly (readonly [code: string, expected: CallErrorCode, advice: RegExp])[] = [
    ['auth/operation-not-allowed', 'sign-in-disabled', /Sign-in method → Anonymous/],
    ['auth/admin-restricted-operation', 'sign-in-disabled', /Sign-in method → Anonymous/],
    ['auth/configuration-not-found', 'sign-in-disabled', /Sign-in method → Anonymous/],
    ['auth/too-many-requests', 'sign-in-throttled', /an hour.*authToken or firebaseApp.*Sign-up quota/],
    ['auth/quota-exceeded', 'sign-in-throttled', /quota of this Firebase project.*Identity Toolkit/],
    [
      "auth/quota-exceeded-for-quota-metric-'identity-toolkit-requests'-and-limit-'requests-per-minute'.",
      'sign-in-throttled',
      /quota of this Firebase project/,
    ],
    ['auth/user-disabled', 'permission-denied', /sign in anew/],
    ['auth/user-token-expired', 'permission-denied', /sign in anew/],
    ['auth/network-request-failed', 'signaling-unreachable', /internet connection/],
    ['auth/timeout', 'signaling-unreachable', /internet connection/],
    ['auth/firebase-app-check-token-is-invalid', 'app-check-refused', /App Check/],
    ['auth/firebase-app-check-token-is-invalid.', 'app-check-refused', /App Check/],
    ['appCheck/recaptcha-error', 'app-check-refused', /App Check/],
    ['appCheck/throttled', 'app-check-refused', /App Check/],
    ['auth/the-service-is-currently-unavailable.', 'signaling-unreachable', /currently-unavailable.*by itself/],
    ['auth/internal-error-encountered.', 'signaling-unreachable', /by itself/],
    ['auth/internal-error', 'signaling-unreachable', /by itself/],
    ['auth/backend-error', 'signaling-unreachable', /by itself/],
    ['auth/deadline-expired-before-operation-could-complete.', 'signaling-unreachable', /by itself/],
    ['auth/invalid-api-key', 'invalid-config', /apiKey/],
    ['auth/api-key-not-valid.-please-pass-a-valid-api-key.', 'invalid-config', /apiKey/],
    ['auth/invalid-custom-token', 'invalid-config', /authToken.*this Firebase project.*invalid-custom-token/],
    ['auth/custom-token-mismatch', 'invalid-config', /authToken.*this Firebase project.*custom-token-mismatch/],
    ['auth/something-new', 'invalid-config', /something-new/],
  ];
  for (const [code, expected, advice] of cases) {
    it(`${code}: ${expected}, and what to do`, () => {
      const cause = Object.assign(new Error('Firebase: …'), {code});
      const error = signInFailure(cause);
      expect(error.code).to.equal(expected);
      expect(error.message).to.match(advice);
      expect(error.cause).to.equal(cause);
    });
  }

  it('says when to try again where that is known: new accounts are counted by the hour', () => {
    expect(signInFailure({code: 'auth/too-many-requests'}).retryAfterMs).to.equal(3_600_000);
    expect(signInFailure({code: 'auth/quota-exceeded'}).retryAfterMs).to.equal(undefined);
    expect(signInFailure({code: 'auth/timeout'}).retryAfterMs).to.equal(undefined);
  });

  it('leaves an error that is mapped already as it is', () => {
    const error = CallError.aborted();
    expect(signInFailure(error)).to.equal(error);
  });

  for (const odd of [undefined, null, 'text', {}, {code: 7}, new Error('bug')]) {
    it(`has no code for ${odd instanceof Error ? 'an error without one' : JSON.stringify(odd)}`, () => {
      expect(codeOf(odd)).to.equal('');
      expect(signInFailure(odd).code).to.equal('invalid-config');
    });
  }
});
