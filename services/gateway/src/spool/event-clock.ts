/** Wall-clock time in whole microseconds: the system's time, refined by the monotonic clock between its milliseconds. */

/** A drift beyond this means that the system's clock was set; then we follow it. */
const DRIFT_MS_MAX = 2;

export function eventClock(): () => number {
  let offsetMs = Date.now() - performance.now();
  return () => {
    const wall = Date.now();
    const refined = performance.now() + offsetMs;
    if (Math.abs(refined - wall) <= DRIFT_MS_MAX) return Math.round(refined * 1000);
    offsetMs += wall - refined;
    return wall * 1000;
  };
}
