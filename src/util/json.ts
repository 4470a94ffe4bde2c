/** What may come next in a JSON text (RFC 8259). */
type Expected = 'value' | 'item' | 'first-key' | 'key' | 'colon' | 'more' | 'nothing';

/** With which characters that begins; of values, `"` stands for texts and `0` for numbers and words. */
const beginnings: Readonly<Record<Expected, string>> = {
  value: '{["0',
  item: '{["0]',
  'first-key': '"}',
  key: '"',
  colon: ':',
  more: ',}]',
  nothing: '',
};

const space = /[ \t\n\r]*/y;
const token =
  /[{}[\],:]|"(?:[ !#-[\]-\u{10ffff}]|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/uy;

/**
 * `JSON.parse` that says where a fault is, in words for whoever wrote the text. Safari says it of none, Chromium of some
 * only, and what they say quotes the text, which may hold a credential.
 *
 * @throws {SyntaxError} whose message ends like “line 2, column 7” and whose cause is the browser's own
 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new SyntaxError(describe(text, faultIn(text)), {cause});
  }
}

function describe(text: string, at: number): string {
  const lines = text.slice(0, at).split('\n');
  const place = `line ${String(lines.length)}, column ${String((lines.at(-1) ?? '').length + 1)}`;
  return at === text.length ? `it ends too early, at ${place}` : `there is a fault at ${place}`;
}

/** How many characters could still be the beginning of a JSON text. */
function faultIn(text: string): number {
  const open: string[] = [];
  let expected: Expected | null = 'value';
  let at = skipSpace(text, 0);
  while (at < text.length) {
    token.lastIndex = at;
    const found: string | undefined = token.exec(text)?.[0];
    expected = found === undefined ? null : after(expected, found, open);
    if (found === undefined || !expected) break;
    at = skipSpace(text, at + found.length);
  }
  return at;
}

function skipSpace(text: string, at: number): number {
  space.lastIndex = at;
  space.test(text);
  return space.lastIndex;
}

/** What is expected once `found` was read, null if it was out of place. */
function after(expected: Expected, found: string, open: string[]): Expected | null {
  const kind = /^[\w-]/.test(found) ? '0' : found.charAt(0);
  if (!beginnings[expected].includes(kind)) return null;
  if (kind in openings) return close(openings[kind], open);
  switch (kind) {
    case '{':
    case '[':
      open.push(kind);
      return kind === '{' ? 'first-key' : 'item';
    case ',':
      return open.at(-1) === '{' ? 'key' : 'value';
    case ':':
      return 'value';
    default:
      return expected === 'key' || expected === 'first-key' ? 'colon' : afterValue(open);
  }
}

/** By what closes it. */
const openings: Readonly<Record<string, string>> = {'}': '{', ']': '['};

const close = (opening: string | undefined, open: string[]): Expected | null =>
  open.pop() === opening ? afterValue(open) : null;

const afterValue = (open: readonly string[]): Expected => (open.length === 0 ? 'nothing' : 'more');
