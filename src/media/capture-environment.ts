import type {CaptureKind} from './media-constraints.js';

/** Features of the permissions policy that capture needs (Media Capture and Streams, 13; Screen Capture, 8). */
export type CaptureFeature = CaptureKind | 'display-capture';

/**
 * All that capture asks of the browser around it, in one place, so that a browser which cannot be had for a test can
 * be described instead.
 */
export interface CaptureEnvironment {
  readonly secureContext: boolean;
  /** Absent outside a secure context and in many browsers inside of apps. */
  readonly mediaDevices: MediaDevices | undefined;
  readonly userAgent: string;
  readonly vendor: string;
  readonly maxTouchPoints: number;
  /** `HTMLMediaElement.setSinkId` exists, and can be relied on. */
  readonly selectsSpeaker: boolean;
  /** In a frame whose top page is of another origin, where capture needs the frame's `allow`. */
  readonly crossOriginFrame: boolean;
  /** What the permissions policy says; undefined in browsers that do not tell (Firefox, Safari). */
  readonly allowsFeature: (feature: CaptureFeature) => boolean | undefined;
  readonly permissionState: (kind: CaptureKind) => Promise<PermissionState | 'unknown'>;
  /** Calls back each time it changes, where the browser tells, until aborted. */
  readonly onPermissionChange: (kind: CaptureKind, listener: () => void, signal: AbortSignal) => void;
}

interface PolicyQuery {
  allowsFeature(feature: string): boolean;
  features(): readonly string[];
}

interface PolicyDocument extends Document {
  readonly permissionsPolicy?: PolicyQuery;
  readonly featurePolicy?: PolicyQuery;
}

/** The browser that this runs in. @param view another window than this one, such as a frame's */
export function readCaptureEnvironment(view: Window & typeof globalThis = window): CaptureEnvironment {
  const {navigator} = view;
  return {
    secureContext: view.isSecureContext,
    mediaDevices: navigator.mediaDevices,
    userAgent: navigator.userAgent,
    vendor: navigator.vendor,
    maxTouchPoints: navigator.maxTouchPoints,
    selectsSpeaker: selectsSpeaker(view.HTMLMediaElement.prototype, navigator.vendor),
    crossOriginFrame: isCrossOriginFrame(view),
    allowsFeature: feature => allowsFeature(view.document, feature),
    permissionState: kind => permissionState(navigator, kind),
    onPermissionChange: (kind, listener, signal) => {
      void watchPermission(navigator, kind, listener, signal);
    },
  };
}

/**
 * Safari has `setSinkId` since 18.4, but wants a click for each `<audio>` that comes later
 * (https://github.com/element-hq/element-call/issues/3397), and iOS ignores it for the sound of a call
 * (https://github.com/livekit/client-sdk-js/pull/1635). The day that both work, the vendor is nothing to ask for here.
 */
export const selectsSpeaker = (audio: object, vendor: string): boolean => 'setSinkId' in audio && !isApple(vendor);

function isCrossOriginFrame(view: Window): boolean {
  try {
    // Reading a document of another origin throws.
    return view.top?.document === undefined;
  } catch {
    return true;
  }
}

function allowsFeature(page: PolicyDocument, feature: CaptureFeature): boolean | undefined {
  // Chromium has the older name; the standard one is behind a flag.
  const policy = page.permissionsPolicy ?? page.featurePolicy;
  // A feature that the browser does not know counts as not allowed, which says nothing.
  return policy?.features().includes(feature) === true ? policy.allowsFeature(feature) : undefined;
}

async function permissionState(
  {permissions, vendor}: Navigator,
  kind: CaptureKind,
): Promise<PermissionState | 'unknown'> {
  try {
    const {state} = await permissions.query({name: kind});
    // Safari says `prompt` whatever it will do, against fingerprinting: https://github.com/w3c/mediacapture-main/issues/1048
    return state === 'prompt' && isApple(vendor) ? 'unknown' : state;
  } catch {
    // Not every browser knows these names (Firefox before 131). Asking is then the way to know.
    return 'unknown';
  }
}

async function watchPermission(
  {permissions}: Navigator,
  name: CaptureKind,
  listener: () => void,
  signal: AbortSignal,
): Promise<void> {
  try {
    const status = await permissions.query({name});
    status.addEventListener('change', listener, {signal});
  } catch {
    // As above: a browser that does not know the name tells nothing of it.
  }
}

/** Every browser on WebKit: Safari, and all browsers of iPhone and iPad. */
export const isApple = (vendor: string): boolean => vendor.startsWith('Apple');
