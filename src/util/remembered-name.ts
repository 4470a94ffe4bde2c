import {clipText} from './clip-text.js';

const key = 'video-call-name';
const longest = 64;

/** The name that somebody last joined with in this browser, '' if none. */
export function recallName(): string {
  try {
    return clipText(localStorage.getItem(key) ?? '', longest);
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
