import {parseArgs} from 'node:util';
import type {BrowserName} from './stage.js';

export interface BenchOptions {
  /** Counted runs of each way at each delay; one more of each comes first and does not count. */
  readonly runs: number;
  readonly delaysMs: readonly number[];
  readonly browser: BrowserName;
  /** How long the newcomer looks at the join button before the click, ms. */
  readonly lobbyStayMs: number;
}

/** `--quick`, `--runs 20`, `--delays 0,50,150`, `--browser firefox`, `--lobby-stay-ms 0`. @throws {Error} for anything else */
export function readOptions(args: readonly string[]): BenchOptions {
  const {values} = parseArgs({
    args: [...args],
    options: {
      quick: {type: 'boolean', default: false},
      runs: {type: 'string'},
      delays: {type: 'string', default: '0,50,150'},
      browser: {type: 'string', default: 'chromium'},
      'lobby-stay-ms': {type: 'string', default: '0'},
    },
  });
  const {browser} = values;
  if (browser !== 'chromium' && browser !== 'firefox') throw new Error('--browser is chromium or firefox');
  return {
    runs: wholeNumber(values.runs ?? (values.quick ? '3' : '20'), '--runs'),
    delaysMs: values.delays.split(',').map(text => wholeNumber(text, '--delays')),
    browser,
    lobbyStayMs: wholeNumber(values['lobby-stay-ms'], '--lobby-stay-ms'),
  };
}

function wholeNumber(text: string, option: string): number {
  if (!/^\d+$/.test(text)) throw new Error(`${option} takes whole numbers, not "${text}"`);
  return Number(text);
}
