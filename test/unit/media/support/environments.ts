import type {CaptureEnvironment} from '../../../../src/media/capture-environment.js';
import {FakeMediaDevices, type FakeMediaDevicesOptions} from './fake-media-devices.js';

export const userAgents = {
  chromeOnWindows:
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36',
  chromeOnAndroid:
    'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36',
  firefoxOnAndroid: 'Mozilla/5.0 (Android 14; Mobile; rv:133.0) Gecko/133.0 Firefox/133.0',
  safariOnIphone:
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Mobile/15E148 Safari/604.1',
  safariOnMac:
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15',
  chromeOnIphone:
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/131.0.6778.73 Mobile/15E148 Safari/604.1',
  facebookOnIphone:
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 [FBAN/FBIOS;FBAV/450.0.0.38.108;FBBV/564431005]',
  instagramOnAndroid:
    'Mozilla/5.0 (Linux; Android 13; SM-S911B; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/131.0.0.0 Mobile Safari/537.36 Instagram 320.0.0.42.101 Android',
  lineOnIphone:
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Safari Line/14.3.0',
  wechatOnIphone:
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.47(0x18002f2c) NetType/WIFI Language/en',
} as const;

/** A desktop Chromium on a secure page, with what is to be different. */
export function environment(different: Partial<CaptureEnvironment> = {}): CaptureEnvironment {
  return {
    secureContext: true,
    mediaDevices: new FakeMediaDevices().asMediaDevices(),
    userAgent: userAgents.chromeOnWindows,
    vendor: 'Google Inc.',
    maxTouchPoints: 0,
    selectsSpeaker: true,
    crossOriginFrame: false,
    allowsFeature: () => undefined,
    permissionState: () => Promise.resolve('unknown'),
    onPermissionChange: () => undefined,
    ...different,
  };
}

export const platforms = ['desktop', 'ios', 'android'] as const;
export type Platform = (typeof platforms)[number];

/** What the platform's hardware and browser do when a second capture begins. */
export const platformFaults: Readonly<Record<Platform, FakeMediaDevicesOptions>> = {
  desktop: {},
  ios: {endsEarlierCaptures: true},
  android: {oneCamera: true},
};

export function platformEnvironment(platform: Platform, devices: FakeMediaDevices): CaptureEnvironment {
  const mediaDevices = devices.asMediaDevices();
  switch (platform) {
    case 'desktop':
      return environment({mediaDevices});
    case 'ios':
      return environment({
        mediaDevices,
        userAgent: userAgents.safariOnIphone,
        vendor: 'Apple Computer, Inc.',
        maxTouchPoints: 5,
      });
    case 'android':
      return environment({mediaDevices, userAgent: userAgents.chromeOnAndroid, maxTouchPoints: 5});
  }
}
