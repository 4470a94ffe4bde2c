import type {CaptureEnvironment} from './capture-environment.js';
import type {CaptureKind} from './media-constraints.js';

/**
 * Whether the page lets its own scripts capture. `unsure` in a cross-origin frame of a browser that does not tell:
 * there a refusal comes from a missing `allow` on the iframe more often than from the person.
 */
export type PagePolicy = 'allowed' | 'blocked' | 'unsure';

/** Asked before the capture: afterwards a refusal by the person looks the same. */
export async function pagePolicy(kind: CaptureKind, environment: CaptureEnvironment): Promise<PagePolicy> {
  const allows = environment.allowsFeature(kind);
  if (allows !== undefined) return allows ? 'allowed' : 'blocked';
  if (!environment.crossOriginFrame) return 'allowed';
  switch (await environment.permissionState(kind)) {
    case 'granted':
    case 'prompt':
      return 'allowed';
    case 'denied':
      return 'blocked';
    case 'unknown':
      return 'unsure';
  }
}
