/** What one `getUserMedia` call can bring. */
export type CaptureKind = 'microphone' | 'camera';

/** The device that a person chose for each kind, '' for the browser's own choice. */
export type DeviceIds = Readonly<Record<CaptureKind, string>>;

/** What is wanted of the microphone and the camera. */
export interface CaptureWish {
  readonly kinds: readonly CaptureKind[];
  readonly deviceIds: DeviceIds;
  readonly maxVideoHeightPx: number;
  /** Another device than the chosen one is of no use: the person has just picked it. */
  readonly chosenOnly?: boolean;
}

/** Each rung asks for less than the one above it. */
type Rung = 'chosen' | 'preferred' | 'any';

/** What to do when a rung has failed: ask for less, ask for each kind alone, or do without. */
export type Fallback = 'relax' | 'split' | 'give-up';

/** More frames a second cost a call twice the bits and show no more of a face. */
const frameRateIdeal = 30;
const aspectRatio = 16 / 9;

/**
 * The calls of `getUserMedia` to make for a wish, best first: the chosen devices and no others, then preferring them,
 * then anything of these kinds. No constraint but a chosen device is mandatory, so that a camera that cannot do what
 * is preferred gives what it can (Media Capture and Streams, 10.2).
 */
export function constraintLadder(wish: CaptureWish): readonly MediaStreamConstraints[] {
  return rungsFor(wish).map(rung => ({
    audio: wish.kinds.includes('microphone') && microphoneConstraints(rung, wish.deviceIds.microphone),
    video: wish.kinds.includes('camera') && cameraConstraints(rung, wish.deviceIds.camera, wish.maxVideoHeightPx),
  }));
}

/** A picture of about this height, or the next that the camera has; also for `applyConstraints` on a running track. */
export function pictureConstraints(maxVideoHeightPx: number): MediaTrackConstraints {
  return {
    height: {ideal: maxVideoHeightPx},
    width: {ideal: Math.round(maxVideoHeightPx * aspectRatio)},
    frameRate: {ideal: frameRateIdeal},
  };
}

/**
 * Where to go from a failed rung.
 * @param errorName standard name of the `DOMException`
 * @param together whether both kinds were asked for: one of them alone can still come
 * @param rungsLeft rungs below the one that failed
 */
export function fallbackAfter(errorName: string, together: boolean, rungsLeft: number): Fallback {
  switch (errorName) {
    case 'OverconstrainedError':
      if (rungsLeft > 0) return 'relax';
      return together ? 'split' : 'give-up';
    case 'NotReadableError':
    case 'AbortError':
      // It does not say which kind is in use. Alone, a camera may still start at another resolution.
      if (together) return 'split';
      return rungsLeft > 0 ? 'relax' : 'give-up';
    case 'NotAllowedError':
    case 'NotFoundError':
      return together ? 'split' : 'give-up';
    default:
      return 'give-up';
  }
}

function rungsFor({kinds, deviceIds, chosenOnly = false}: CaptureWish): readonly Rung[] {
  if (chosenOnly) return ['chosen'];
  return kinds.some(kind => deviceIds[kind] !== '') ? ['chosen', 'preferred', 'any'] : ['preferred', 'any'];
}

function microphoneConstraints(rung: Rung, deviceId: string): MediaTrackConstraints | true {
  if (rung === 'any') return true;
  return {...device(rung, deviceId), echoCancellation: true, noiseSuppression: true, autoGainControl: true};
}

function cameraConstraints(rung: Rung, deviceId: string, maxVideoHeightPx: number): MediaTrackConstraints | true {
  if (rung === 'any') return true;
  const chosen = device(rung, deviceId);
  // The person's own side of a phone, unless another camera was chosen.
  const facing: MediaTrackConstraints = deviceId === '' ? {facingMode: 'user'} : {};
  return {...chosen, ...facing, ...pictureConstraints(maxVideoHeightPx)};
}

function device(rung: Rung, deviceId: string): MediaTrackConstraints {
  if (deviceId === '') return {};
  return {deviceId: rung === 'chosen' ? {exact: deviceId} : {ideal: deviceId}};
}
