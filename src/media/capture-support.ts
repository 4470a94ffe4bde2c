import {isApple, type CaptureEnvironment} from './capture-environment.js';

/** Why nothing can be captured here, whatever the person allows. */
export type CaptureProblem = 'insecure-context' | 'in-app-browser' | 'unsupported';

/** What this browser can do with microphones, cameras, screens and speakers. */
export interface CaptureSupport {
  readonly problem: CaptureProblem | null;
  /** False on iPhone, iPad and Android: show no button. */
  readonly screen: boolean;
  readonly speakerSelection: boolean;
  /** iOS and iPadOS: a later capture silences or ends the one before it, so both kinds come from one call. */
  readonly oneCaptureAtATime: boolean;
  /** Phones and tablets: the running camera has to be let go before another one can be opened. */
  readonly oneCameraAtATime: boolean;
}

/** Browsers inside of apps, by the words with which they mark themselves. */
const inAppWords =
  /\bFBAN\b|\bFBAV\b|\bFB_IAB\b|Instagram|\bLine\/|MicroMessenger|Snapchat|TikTok|musical_ly|BytedanceWebview|Pinterest\/|LinkedInApp|Twitter for|KAKAOTALK|\bGSA\/|; wv\)/;

export function captureSupport(environment: CaptureEnvironment): CaptureSupport {
  const appleTouch = isAppleTouchDevice(environment);
  const android = /\bAndroid\b/.test(environment.userAgent);
  return {
    problem: captureProblem(environment),
    screen: hasMethod(environment, 'getDisplayMedia') && !appleTouch && !android,
    speakerSelection: environment.selectsSpeaker,
    oneCaptureAtATime: appleTouch,
    oneCameraAtATime: appleTouch || android,
  };
}

/** A browser of an app that shows web pages beside what it is for; it often cannot be given a camera at all. */
export function isInAppBrowser({userAgent}: Pick<CaptureEnvironment, 'userAgent'>): boolean {
  return inAppWords.test(userAgent);
}

/** iPhone, iPad and iPod, in every browser there: all run on WebKit, and an iPad calls itself a Mac. No Mac has touch. */
function isAppleTouchDevice({vendor, maxTouchPoints}: CaptureEnvironment): boolean {
  return isApple(vendor) && maxTouchPoints > 0;
}

function captureProblem(environment: CaptureEnvironment): CaptureProblem | null {
  if (!environment.secureContext) return 'insecure-context';
  if (hasMethod(environment, 'getUserMedia')) return null;
  return isInAppBrowser(environment) ? 'in-app-browser' : 'unsupported';
}

function hasMethod({mediaDevices}: CaptureEnvironment, name: 'getUserMedia' | 'getDisplayMedia'): boolean {
  return mediaDevices !== undefined && name in mediaDevices;
}
