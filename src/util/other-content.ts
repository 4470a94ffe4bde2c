/**
 * Whether a page has set something else, as `hasChanged` of a property: plain data goes by its content, as frameworks may
 * make it anew at each render; and one function is as good as another, where the one that is set is asked when it is needed.
 */
export const hasOtherContent = (value: unknown, before: unknown): boolean => contentOf(value) !== contentOf(before);

function contentOf(value: unknown): unknown {
  // No JSON text is that word.
  if (typeof value === 'function') return 'function';
  try {
    return JSON.stringify(value ?? null);
  } catch {
    // It is for others to say that it cannot be used.
    return value;
  }
}
