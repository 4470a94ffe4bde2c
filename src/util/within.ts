/**
 * Waits for work that knows no `AbortSignal`, for no longer than the signal lets it. The work itself goes on.
 *
 * @throws the signal's reason, or what the work throws
 */
export async function within<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let onAbort = (): void => undefined;
  const ended = new Promise<never>((_resolve, reject) => {
    onAbort = () => reject(signal.reason as Error);
  });
  signal.addEventListener('abort', onAbort);
  if (signal.aborted) onAbort();
  try {
    return await Promise.race([ended, work]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
