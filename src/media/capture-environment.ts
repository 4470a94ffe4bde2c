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
  /** `HTMLMediaElement.setSinkId` exists. */
  readonly selectsSpeaker: boolean;
  /** In a frame whose top page is of another origin, where capture needs the frame's `allow`. */
  readonly crossOriginFrame: boolean;
  /** What the permissions policy says; undefined in browsers that do not tell (Firefox, Safari). */
  readonly allowsFeature: (feature: CaptureFeature) => boolean | undefined;
  readonly permissionState: (kind: CaptureKind) => Promise<PermissionState | 'unknown'>;
}

interface PolicyQuery {
  allowsFeature(feature: string): boolean;
  features(): readonly string[];
}

/** The browser that this runs in. @param mediaDevices another than its own, to cause faults. */
export function readCaptureEnvironment(mediaDevices?: MediaDevices): CaptureEnvironment {
  return {
    secureContext: window.isSecureContext,
    mediaDevices: mediaDevices ?? ownMediaDevices(),
    userAgent: navigator.userAgent,
    vendor: navigator.vendor,
    maxTouchPoints: navigator.maxTouchPoints,
    selectsSpeaker: 'setSinkId' in HTMLMediaElement.prototype,
    crossOriginFrame: isCrossOriginFrame(),
    allowsFeature,
    permissionState,
  };
}

function ownMediaDevices(): MediaDevices | undefined {
  return 'mediaDevices' in navigator ? navigator.mediaDevices : undefined;
}

function isCrossOriginFrame(): boolean {
  try {
    // Reading a document of another origin throws.
    return window.top?.document === undefined;
  } catch {
    return true;
  }
}

function allowsFeature(feature: CaptureFeature): boolean | undefined {
  // Chromium has the older name; the standard one is behind a flag.
  const {permissionsPolicy, featurePolicy}: {permissionsPolicy?: PolicyQuery; featurePolicy?: PolicyQuery} =
    document as Document & {permissionsPolicy?: PolicyQuery; featurePolicy?: PolicyQuery};
  const policy = permissionsPolicy ?? featurePolicy;
  // A feature that the browser does not know counts as not allowed, which says nothing.
  return policy?.features().includes(feature) === true ? policy.allowsFeature(feature) : undefined;
}

async function permissionState(kind: CaptureKind): Promise<PermissionState | 'unknown'> {
  try {
    return (await navigator.permissions.query({name: kind})).state;
  } catch {
    // The names are known to Chromium, to Safari from 16 and to Firefox from 131. Asking is then the way to know.
    return 'unknown';
  }
}
