/** Names of old Chromium and Safari; browsers built on them still have them. */
const standardNames: Readonly<Record<string, string>> = {
  PermissionDeniedError: 'NotAllowedError',
  DevicesNotFoundError: 'NotFoundError',
  ConstraintNotSatisfiedError: 'OverconstrainedError',
  TrackStartError: 'NotReadableError',
  InvalidAccessError: 'InvalidStateError',
};

/** The standard name of an error of capture, '' for what is none. Not each browser's `OverconstrainedError` is an `Error`. */
export function errorName(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('name' in error) || typeof error.name !== 'string') return '';
  return standardNames[error.name] ?? error.name;
}
