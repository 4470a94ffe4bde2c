import {CallError} from '../errors.js';

/**
 * A part of this package that is loaded when it is first needed. Firefox remembers a file that failed until the page is
 * reloaded (up to 153 at least; HTML has it tried again since 2026, whatwg/html#10327): so the words say that too.
 *
 * @param load an `import()`
 * @throws {CallError} signaling-unreachable
 */
export async function loadPart<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    throw new CallError(
      'signaling-unreachable',
      'The call could not be loaded. Check the internet connection; trying again goes on by itself. If that does not help, reload the page.',
      {cause: error},
    );
  }
}
