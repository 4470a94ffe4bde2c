import type {FirebaseApp} from 'firebase/app';
import {loadPart} from '../../util/load-part.js';
import {appCheckRefused, codeOf, unreachable} from './failure.js';

/** Gives App Check tokens, '' where none are used. @throws {CallError} app-check-refused, signaling-unreachable */
export type AppCheckToken = (fresh: boolean) => Promise<string>;

/** App Check with a reCAPTCHA Enterprise key, for an app of our own. */
export async function startAppCheck(app: FirebaseApp, siteKey: string): Promise<AppCheckToken> {
  const {initializeAppCheck, ReCaptchaEnterpriseProvider, getToken} = await loadPart(
    () => import('firebase/app-check'),
  );
  const appCheck = initializeAppCheck(app, {
    provider: new ReCaptchaEnterpriseProvider(siteKey),
    isTokenAutoRefreshEnabled: true,
  });
  return fresh => getToken(appCheck, fresh).then(({token}) => token, refuse);
}

/**
 * The App Check of the page's own app, if it has one. There is no public way to an instance that somebody else made; this
 * is how Firebase's own SDKs find it (`@firebase/firestore`, `FirebaseAppCheckTokenProvider`).
 */
export function pageAppCheck(app: FirebaseApp): AppCheckToken {
  const {container} = app as FirebaseApp & Partial<AppInternals>;
  return async fresh => {
    const service = container?.getProvider('app-check-internal').getImmediate({optional: true});
    return service ? service.getToken(fresh).then(({token}) => token, refuse) : '';
  };
}

interface AppInternals {
  readonly container: {
    getProvider(name: 'app-check-internal'): {
      getImmediate(options: {
        readonly optional: true;
      }): {getToken(fresh: boolean): Promise<{readonly token: string}>} | null;
    };
  };
}

const refuse = (error: unknown): never => {
  throw codeOf(error) === 'appCheck/fetch-network-error' ? unreachable(error) : appCheckRefused(error);
};
