/** Up to two initials of a name: of its first and its last word. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map(word => Array.from(word ?? '')[0] ?? '');
  return letters.join('').toLocaleUpperCase();
}

/** A hue (degrees) that stays with a person. */
export function hueOf(seed: string): number {
  let hash = 0;
  for (const char of seed) hash = (hash * 31 + (char.codePointAt(0) ?? 0)) % 9973;
  // Steps, so that two people are told apart or plainly share a colour.
  return (hash % 12) * 30 + 10;
}
