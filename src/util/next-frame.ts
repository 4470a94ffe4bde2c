/** A page that was hidden meanwhile draws no frames. */
const latestMs = 50;

/** Until the browser draws anyway: what is under way by then goes first, and more than once a frame is drawn for nobody. */
export function nextFrame(): Promise<void> {
  return new Promise(resolve => {
    const timer = setTimeout(() => {
      cancelAnimationFrame(frame);
      resolve();
    }, latestMs);
    const frame = requestAnimationFrame(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
