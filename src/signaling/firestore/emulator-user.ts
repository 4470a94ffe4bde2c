/** A user of the Firestore emulator, which takes unsigned tokens: for development without Firebase Auth. */
export interface EmulatorUser {
  readonly uid: string;
  readonly token: string;
}

/** The same user again after a reload of this tab, as an anonymous sign-in would be. */
export function emulatorUser(projectId: string, appName: string): EmulatorUser {
  const uid = rememberedUid(`video-call-emulator-uid ${projectId} ${appName}`);
  const longestS = 4_000_000_000;
  const payload = {
    iss: `https://securetoken.google.com/${projectId}`,
    aud: projectId,
    iat: 0,
    auth_time: 0,
    exp: longestS,
    sub: uid,
    user_id: uid,
    firebase: {sign_in_provider: 'anonymous', identities: {}},
  };
  return {uid, token: `${encode({alg: 'none', type: 'JWT'})}.${encode(payload)}.`};
}

function rememberedUid(key: string): string {
  const created = `emulated-${crypto.randomUUID()}`;
  try {
    const known = sessionStorage.getItem(key);
    if (known !== null && /^emulated-[\w-]{36}$/.test(known)) return known;
    sessionStorage.setItem(key, created);
  } catch {
    // Storage is refused in some frames: then a reload is somebody new.
  }
  return created;
}

/** base64url without padding (RFC 7515, section 2). */
const encode = (part: object): string =>
  btoa(JSON.stringify(part)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
