/** `navigator.connection` (Network Information API); `type` says wifi, cellular or none, on phones only. */
interface NetworkInformation extends EventTarget {
  readonly type?: string;
}

/**
 * Tells when the browser hints that this device's network is another one. No browser tells each change: whoever wants to
 * know listens for silence too.
 */
export function onNetworkChange(changed: () => void, signal: AbortSignal): void {
  globalThis.addEventListener('online', changed, {signal});
  const {connection} = navigator as {readonly connection?: NetworkInformation};
  let type = connection?.type;
  const check = (): void => {
    // It also tells each new estimate of the speed.
    if (connection?.type === type) return;
    type = connection?.type;
    changed();
  };
  connection?.addEventListener('change', check, {signal});
}
