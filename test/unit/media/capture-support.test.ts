import {expect} from '@open-wc/testing';
import {readCaptureEnvironment, type CaptureEnvironment} from '../../../src/media/capture-environment.js';
import {captureSupport, isInAppBrowser, type CaptureSupport} from '../../../src/media/capture-support.js';
import {pagePolicy} from '../../../src/media/page-policy.js';
import {environment, userAgents} from './support/environments.js';

const apple = {vendor: 'Apple Computer, Inc.'};
const noDevices = {mediaDevices: undefined};
/** iPhones have `getUserMedia` and no `getDisplayMedia`. */
const withoutScreen = {mediaDevices: {getUserMedia: () => Promise.reject(new Error())} as unknown as MediaDevices};

describe('captureSupport', () => {
  const cases: readonly (readonly [string, Partial<CaptureEnvironment>, Partial<CaptureSupport>])[] = [
    [
      'desktop Chromium',
      {},
      {problem: null, screen: true, speakerSelection: true, oneCaptureAtATime: false, oneCameraAtATime: false},
    ],
    [
      'iPhone',
      {...apple, ...withoutScreen, userAgent: userAgents.safariOnIphone, maxTouchPoints: 5, selectsSpeaker: false},
      {problem: null, screen: false, speakerSelection: false, oneCaptureAtATime: true, oneCameraAtATime: true},
    ],
    [
      'Chrome on an iPhone, which is WebKit',
      {...apple, ...withoutScreen, userAgent: userAgents.chromeOnIphone, maxTouchPoints: 5},
      {problem: null, screen: false, oneCaptureAtATime: true},
    ],
    [
      'iPad that calls itself a Mac and has a useless getDisplayMedia',
      {...apple, userAgent: userAgents.safariOnMac, maxTouchPoints: 5},
      {screen: false, oneCaptureAtATime: true, oneCameraAtATime: true},
    ],
    [
      'Mac',
      {...apple, userAgent: userAgents.safariOnMac},
      {problem: null, screen: true, oneCaptureAtATime: false, oneCameraAtATime: false},
    ],
    [
      'Windows laptop with a touch screen',
      {maxTouchPoints: 10},
      {screen: true, oneCaptureAtATime: false, oneCameraAtATime: false},
    ],
    [
      'Chrome on Android, whose getDisplayMedia always fails',
      {userAgent: userAgents.chromeOnAndroid, maxTouchPoints: 5},
      {problem: null, screen: false, oneCaptureAtATime: false, oneCameraAtATime: true},
    ],
    [
      'Firefox on Android',
      {userAgent: userAgents.firefoxOnAndroid, vendor: ''},
      {screen: false, oneCameraAtATime: true},
    ],
    ['a page without https', {secureContext: false, ...noDevices}, {problem: 'insecure-context', screen: false}],
    [
      'a page without https inside of an app',
      {secureContext: false, ...noDevices, userAgent: userAgents.facebookOnIphone},
      {problem: 'insecure-context'},
    ],
    ['inside of Facebook', {...noDevices, userAgent: userAgents.facebookOnIphone}, {problem: 'in-app-browser'}],
    ['a browser without capture', noDevices, {problem: 'unsupported', screen: false}],
    ['mediaDevices without getUserMedia', {mediaDevices: {} as MediaDevices}, {problem: 'unsupported', screen: false}],
  ];
  for (const [name, different, expected] of cases) {
    it(name, () => expect(captureSupport(environment(different))).to.deep.include(expected));
  }

  it('finds nothing missing in this browser', () => {
    expect(captureSupport(readCaptureEnvironment())).to.deep.include({
      problem: null,
      screen: true,
      oneCaptureAtATime: false,
      oneCameraAtATime: false,
    });
  });
});

describe('the choice of a speaker', () => {
  class WithSpeaker {
    setSinkId(): Promise<void> {
      return Promise.resolve();
    }
  }
  class WithoutSpeaker {
    readonly volume = 1;
  }
  const cases = [
    ['Chromium', 'Google Inc.', WithSpeaker, true],
    ['Firefox', '', WithSpeaker, true],
    ['Firefox on Android', '', WithoutSpeaker, false],
    ['Safari 17', 'Apple Computer, Inc.', WithoutSpeaker, false],
    ['Safari 26, which has it and does not keep to it', 'Apple Computer, Inc.', WithSpeaker, false],
  ] as const;
  for (const [name, vendor, HTMLMediaElement, expected] of cases) {
    it(`${name}: ${expected}`, () => {
      const view = {navigator: {vendor}, HTMLMediaElement, document, isSecureContext: true};
      const {selectsSpeaker} = readCaptureEnvironment(view as unknown as Window & typeof globalThis);
      expect(selectsSpeaker).to.equal(expected);
    });
  }
});

describe('isInAppBrowser', () => {
  for (const [name, userAgent] of Object.entries(userAgents)) {
    const expected = /facebook|instagram|line|wechat/.test(name);
    it(`${name}: ${expected}`, () => expect(isInAppBrowser({userAgent})).to.equal(expected));
  }

  it('is not this browser', () => expect(isInAppBrowser(navigator)).to.be.false);
});

describe('pagePolicy', () => {
  const cases: readonly (readonly [boolean | undefined, boolean, PermissionState | 'unknown', string])[] = [
    [true, true, 'denied', 'allowed'],
    [false, false, 'granted', 'blocked'],
    [undefined, false, 'denied', 'allowed'],
    [undefined, true, 'prompt', 'allowed'],
    [undefined, true, 'granted', 'allowed'],
    [undefined, true, 'denied', 'blocked'],
    [undefined, true, 'unknown', 'unsure'],
  ];
  for (const [allows, crossOriginFrame, permission, expected] of cases) {
    it(`policy ${allows}, ${crossOriginFrame ? 'foreign frame' : 'own page'}, ${permission}: ${expected}`, async () => {
      const given = environment({
        crossOriginFrame,
        allowsFeature: () => allows,
        permissionState: () => Promise.resolve(permission),
      });
      expect(await pagePolicy('camera', given)).to.equal(expected);
    });
  }
});
