/** How much is said on the console. `silent` is the default: a call on a customer's page says nothing unasked. */
export type LogLevel = 'silent' | 'error' | 'warn' | 'info' | 'debug';

const order: readonly LogLevel[] = ['silent', 'error', 'warn', 'info', 'debug'];

/** Levels: error = the user sees it, warn = recovering, info = a line a phase change, debug = a line a message. */
export interface Log {
  error(message: string, ...details: readonly unknown[]): void;
  warn(message: string, ...details: readonly unknown[]): void;
  info(message: string, ...details: readonly unknown[]): void;
  debug(message: string, ...details: readonly unknown[]): void;
}

/** Writes to the console from `level()` downwards. No SDP, name or token is ever passed above debug. */
export function consoleLog(level: () => LogLevel): Log {
  const say =
    (at: Exclude<LogLevel, 'silent'>) =>
    (message: string, ...details: readonly unknown[]): void => {
      if (order.indexOf(level()) >= order.indexOf(at)) console[at](`<video-call> ${message}`, ...details);
    };
  return {error: say('error'), warn: say('warn'), info: say('info'), debug: say('debug')};
}

/** Says nothing. */
export const silentLog: Log = consoleLog(() => 'silent');
