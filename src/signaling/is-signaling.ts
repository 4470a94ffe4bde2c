import type {Signaling} from './signaling.js';

/** An object of the page's that implements the signaling interface. */
export const isSignaling = (value: unknown): value is Signaling =>
  typeof value === 'object' && value !== null && 'enter' in value && typeof value.enter === 'function';
