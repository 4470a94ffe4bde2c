/** A promise and the way to settle it, for a fact that comes by a handler. */
export interface Deferred<T> {
  readonly promise: Promise<T>;
  resolve(value: T): void;
  reject(reason: Error): void;
}

export function createDeferred<T>(): Deferred<T> {
  let resolve!: (value: T) => void;
  let reject!: (reason: Error) => void;
  const promise = new Promise<T>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  // Whoever waits hears of the rejection; that nobody waits is no fault.
  promise.catch(() => undefined);
  return {promise, resolve, reject};
}
