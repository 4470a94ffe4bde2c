import {spawnSync} from 'node:child_process';

/** A command of the lab that failed: what it was, and what it said. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

/**
 * Runs a command to its end.
 *
 * @param withinMs a command of the lab takes milliseconds; one that hangs must not keep the lab from cleaning up
 * @returns what it printed
 * @throws {CommandError}
 */
export function runCommand(
  command: string,
  args: readonly string[],
  {input = '', withinMs = 20_000}: {readonly input?: string; readonly withinMs?: number} = {},
): string {
  const {status, signal, stdout, stderr, error} = spawnSync(command, args, {
    input,
    encoding: 'utf8',
    timeout: withinMs,
  });
  if (status === 0) return stdout;
  const how = error?.message ?? signal ?? `status ${status}`;
  throw new CommandError(`${[command, ...args].join(' ')}: ${how}, ${stderr}`);
}
