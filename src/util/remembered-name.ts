const key = 'video-call-name';

/** The name that somebody last joined with in this browser, as it stands in the storage; '' if none. */
export function recallName(): string {
  try {
    return localStorage.getItem(key) ?? '';
  } catch {
    // Storage is refused in some frames.
    return '';
  }
}

export function rememberName(name: string): void {
  try {
    localStorage.setItem(key, name);
  } catch {
    // Then it is typed again next time.
  }
}
