import type {FirebaseApp} from 'firebase/app';
import {loadPart} from '../../util/load-part.js';
import {within} from '../../util/within.js';

/** The App Check of an app. That a token cannot be had ends nothing: only the store knows whether it asks for one. */
export interface AppCheck {
  /** For the header: the SDK's placeholder where none can be had, '' where the app has no App Check. */
  token(fresh: boolean): Promise<string>;
  /** Why the last one could not be had, null if it could; undefined where the app has no App Check. */
  readonly error: unknown;
}

/** A reCAPTCHA that is blocked never says so. Less than what opening the way to Firestore may take; on a narrow line it loads long. */
const answerLimitMs = 8_000;

/** App Check with a reCAPTCHA Enterprise key, for an app of our own. @throws {CallError} signaling-unreachable */
export async function startAppCheck(app: FirebaseApp, siteKey: string): Promise<void> {
  const {initializeAppCheck, ReCaptchaEnterpriseProvider} = await loadPart(() => import('firebase/app-check'));
  const provider = new ReCaptchaEnterpriseProvider(siteKey);
  limitWait(provider as object as Attester);
  initializeAppCheck(app, {provider, isTokenAutoRefreshEnabled: true});
}

/**
 * The App Check of an app, if it has one. There is no public way to an instance that somebody else made; this is how
 * Firebase's own SDKs find it (`@firebase/firestore`, `FirebaseAppCheckTokenProvider`), and like them it never rejects.
 */
export function appCheckOf(app: FirebaseApp): AppCheck {
  const {container} = app as FirebaseApp & Partial<AppInternals>;
  let last: unknown;
  return {
    async token(fresh) {
      const service = container?.getProvider('app-check-internal').getImmediate({optional: true});
      if (!service) return '';
      const {token, error = null} = await service.getToken(fresh);
      last = error;
      return token;
    },
    get error() {
      return last;
    },
  };
}

/** App Check leaves the element of its widget, in which an app of the same name could not render another: angularfire#3089. */
export const removeWidget = ({name}: FirebaseApp): void => document.getElementById(`fire_app_check_${name}`)?.remove();

/** The sign-in, the listeners and each commit ask one after another: together they wait once, and go on without a token. */
function limitWait(provider: Attester): void {
  const ask = provider.getToken.bind(provider);
  let asked: {readonly answer: Promise<unknown>; readonly limit: AbortSignal} | null = null;
  provider.getToken = () => {
    asked ??= {answer: ask().finally(() => (asked = null)), limit: AbortSignal.timeout(answerLimitMs)};
    return within(asked.answer, asked.limit);
  };
}

/** What the SDK asks of a provider, which its types leave out. */
interface Attester {
  getToken(): Promise<unknown>;
}

interface AppInternals {
  readonly container: {
    getProvider(name: 'app-check-internal'): {
      getImmediate(options: {
        readonly optional: true;
      }): {getToken(fresh: boolean): Promise<{readonly token: string; readonly error?: unknown}>} | null;
    };
  };
}
