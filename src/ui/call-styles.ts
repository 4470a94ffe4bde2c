import type {CSSResultGroup} from 'lit';
import {baseStyles} from './base-styles.js';
import {dialogStyles} from './dialog-styles.js';
import {fieldStyles} from './field-styles.js';
import {hostStyles} from './host-styles.js';
import {inCallStyles} from './in-call-styles.js';
import {knockStyles} from './knock-styles.js';
import {lobbyStyles} from './lobby-styles.js';
import {messageStyles} from './message-styles.js';
import {tokens} from './tokens.js';

/** Everything that `renderCall` needs in the shadow root it is rendered in. */
export const callStyles: CSSResultGroup = [
  tokens,
  baseStyles,
  hostStyles,
  fieldStyles,
  lobbyStyles,
  inCallStyles,
  messageStyles,
  knockStyles,
  dialogStyles,
];
