import {CallError} from '../../errors.js';
import {clipText} from '../../util/clip-text.js';

/** Where an emulator listens. */
interface EmulatorAddress {
  readonly host: string;
  readonly port: number;
}

const highestPort = 65_535;

/**
 * `host:port`, as the attribute of this name has it. Anything else would be tried for ever, at a host that nobody meant.
 * @throws {CallError} invalid-config
 */
export function parseEmulator(attribute: 'emulator' | 'auth-emulator', value: string): EmulatorAddress {
  const [, host = '', digits = ''] = /^([\w.-]+|\[[\da-f:.]+\]):(\d{1,5})$/i.exec(value.trim()) ?? [];
  const port = Number(digits);
  if (port > 0 && port <= highestPort) return {host, port};
  throw new CallError(
    'invalid-config',
    `${attribute} is no host:port, such as 127.0.0.1:8080, but “${clipText(value, 60)}”.`,
  );
}
