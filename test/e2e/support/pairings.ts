import type {BrowserName} from './stage.js';

/** Both browsers in both places: for what one of two people does and the other one sees. */
export const mixedPairings: readonly (readonly [BrowserName, BrowserName])[] = [
  ['chromium', 'firefox'],
  ['firefox', 'chromium'],
];
