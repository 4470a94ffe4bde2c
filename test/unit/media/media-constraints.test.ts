import {expect} from '@open-wc/testing';
import {
  constraintLadder,
  fallbackAfter,
  pictureConstraints,
  type CaptureKind,
  type CaptureWish,
} from '../../../src/media/media-constraints.js';

const voice = {echoCancellation: true, noiseSuppression: true, autoGainControl: true};
const picture = {height: {ideal: 720}, width: {ideal: 1280}, frameRate: {ideal: 30}};

const wish = (kinds: readonly CaptureKind[], microphone = '', camera = '', chosenOnly = false): CaptureWish => ({
  kinds,
  deviceIds: {microphone, camera},
  maxVideoHeightPx: 720,
  chosenOnly,
});

describe('constraintLadder', () => {
  const cases: readonly (readonly [string, CaptureWish, readonly MediaStreamConstraints[]])[] = [
    [
      'both, nothing chosen',
      wish(['microphone', 'camera']),
      [
        {audio: voice, video: {facingMode: 'user', ...picture}},
        {audio: true, video: true},
      ],
    ],
    [
      'both, both chosen',
      wish(['microphone', 'camera'], 'm', 'c'),
      [
        {audio: {deviceId: {exact: 'm'}, ...voice}, video: {deviceId: {exact: 'c'}, ...picture}},
        {audio: {deviceId: {ideal: 'm'}, ...voice}, video: {deviceId: {ideal: 'c'}, ...picture}},
        {audio: true, video: true},
      ],
    ],
    [
      'microphone only',
      wish(['microphone'], '', 'c'),
      [
        {audio: voice, video: false},
        {audio: true, video: false},
      ],
    ],
    [
      'camera only, chosen',
      wish(['camera'], 'm', 'c'),
      [
        {audio: false, video: {deviceId: {exact: 'c'}, ...picture}},
        {audio: false, video: {deviceId: {ideal: 'c'}, ...picture}},
        {audio: false, video: true},
      ],
    ],
    [
      'a device that was just picked, and no other',
      wish(['camera'], '', 'c', true),
      [{audio: false, video: {deviceId: {exact: 'c'}, ...picture}}],
    ],
  ];
  for (const [name, given, expected] of cases) {
    it(name, () => expect(constraintLadder(given)).to.deep.equal(expected));
  }

  it('asks for nothing that a camera without it could not give: only a chosen device is exact', () => {
    const text = JSON.stringify(constraintLadder(wish(['microphone', 'camera'], 'm', 'c')).slice(1));
    expect(text).not.to.match(/exact|"min"|"max"/);
  });
});

describe('pictureConstraints', () => {
  for (const [height, width] of [
    [180, 320],
    [360, 640],
    [720, 1280],
    [1080, 1920],
    [2160, 3840],
  ] as const) {
    it(`${height} is ${width} wide`, () => {
      expect(pictureConstraints(height)).to.deep.include({height: {ideal: height}, width: {ideal: width}});
    });
  }
});

describe('fallbackAfter', () => {
  const cases: readonly (readonly [string, boolean, number, string])[] = [
    ['OverconstrainedError', true, 2, 'relax'],
    ['OverconstrainedError', true, 0, 'split'],
    ['OverconstrainedError', false, 1, 'relax'],
    ['OverconstrainedError', false, 0, 'give-up'],
    ['NotReadableError', true, 2, 'split'],
    ['NotReadableError', false, 1, 'relax'],
    ['NotReadableError', false, 0, 'give-up'],
    ['AbortError', true, 1, 'split'],
    ['AbortError', false, 1, 'relax'],
    ['NotAllowedError', true, 2, 'split'],
    ['NotAllowedError', false, 2, 'give-up'],
    ['NotFoundError', true, 2, 'split'],
    ['NotFoundError', false, 2, 'give-up'],
    ['SecurityError', true, 2, 'give-up'],
    ['TypeError', true, 2, 'give-up'],
    ['', true, 2, 'give-up'],
  ];
  for (const [name, together, rungsLeft, expected] of cases) {
    it(`${name || 'no name'}, ${together ? 'both' : 'one'}, ${rungsLeft} left: ${expected}`, () => {
      expect(fallbackAfter(name, together, rungsLeft)).to.equal(expected);
    });
  }
});
