import type {SeededRandom} from '../../support/random.js';

/** As the Firestore SDK hands over a reference: of a class, and in circles. */
class Reference {
  readonly firestore = {root: this as Reference};

  toJSON(): string {
    return 'rooms/1';
  }
}

/** What a stranger might put anywhere. */
const hostile = (random: SeededRandom): unknown =>
  random.pick<() => unknown>([
    () => undefined,
    () => null,
    () => NaN,
    () => Infinity,
    () => -0,
    () => -1,
    () => 0.5,
    () => 2 ** 53,
    () => Number.MAX_VALUE,
    () => 12n,
    () => true,
    () => '',
    () => '\0',
    () => '\ud800',
    () => 'x'.repeat(random.integer(1, 100)),
    () => 'x'.repeat(70_000),
    () => '1 0 candidate:'.repeat(random.integer(1, 90)),
    () => [],
    () => Array<string>(random.integer(1, 100)).fill('1 0 candidate:1'),
    () => [[[[]]]],
    () => ({}),
    () => ({length: 3, 0: 'a'}),
    () => ({__proto__: null, sdp: 'v=0', revision: 1}),
    () => JSON.parse('{"__proto__": {"sdp": "v=0", "revision": 1}}') as unknown,
    () => ({seconds: random.integer(-(10 ** 12), 10 ** 12), nanoseconds: 5, toMillis: () => 1}),
    () => ({seconds: 'soon', nanoseconds: null, toMillis: 1}),
    () => new Reference(),
    () => new Date(random.pick([0, NaN])),
    () => new Uint8Array(4),
    () => Symbol('stranger'),
    () => () => 'called',
  ])();

const keys = ['__proto__', 'constructor', 'toString', 'type', 'offer', 'videoCallExpireAt', '', 'ключ'];

/** The same with one to three faults in it, anywhere. */
export function mutated(value: unknown, random: SeededRandom): unknown {
  let result = value;
  for (let faults = random.integer(1, 3); faults > 0; faults--) result = withFault(result, random);
  return result;
}

function withFault(value: unknown, random: SeededRandom): unknown {
  const goesDeeper = random.chance(0.75);
  if (typeof value === 'string' && goesDeeper) return mutatedText(value, random);
  if (Array.isArray(value) && goesDeeper) return mutatedList(value, random);
  if (typeof value === 'object' && value !== null && goesDeeper) return mutatedFields(value, random);
  if (typeof value === 'number' && goesDeeper)
    return random.pick([-value, value + 0.5, value * 2, String(value), 1 / 0]);
  return hostile(random);
}

function mutatedFields(fields: object, random: SeededRandom): object {
  const entries: readonly (readonly [string, unknown])[] = Object.entries(fields);
  const at = random.integer(0, Math.max(entries.length - 1, 0));
  const [name, inner] = entries[at] ?? ['', null];
  switch (random.integer(0, 5)) {
    case 0:
      return Object.fromEntries(entries.filter(([key]) => key !== name));
    case 1:
      return Object.fromEntries([...entries, [random.pick(keys), hostile(random)]]);
    case 2:
      return Object.fromEntries(entries.map(([key, held], index) => [key, entries[index + 1]?.[1] ?? held]));
    default:
      return Object.fromEntries([...entries, [name, withFault(inner, random)]]);
  }
}

function mutatedList(list: readonly unknown[], random: SeededRandom): readonly unknown[] {
  const at = random.integer(0, list.length);
  switch (random.integer(0, 4)) {
    case 0:
      return list.toSpliced(at, 1);
    case 1:
      return list.toSpliced(at, 0, hostile(random));
    case 2:
      return Array<readonly unknown[]>(random.integer(2, 80)).fill(list).flat();
    default:
      return list.map((item, index) => (index === at ? withFault(item, random) : item));
  }
}

/** Something else in between, less of it, more of it, or two of its parts the other way round. */
export function mutatedText(text: string, random: SeededRandom): string {
  const [from, to] = [random.integer(0, text.length), random.integer(0, text.length)].sort((a, b) => a - b);
  const [head, middle, tail] = [text.slice(0, from), text.slice(from, to), text.slice(to)];
  switch (random.integer(0, 5)) {
    case 0:
      return head + tail;
    case 1:
      return head + middle + middle + tail;
    case 2:
      return tail + middle + head;
    case 3:
      return head + String.fromCharCode(random.integer(0, 0xffff)) + middle + tail;
    case 4:
      return head + middle.replace(/\d/g, () => String(random.integer(0, 99))) + tail;
    default:
      return (
        head + random.pick(['"', '\\', '{', '}', '[', ',', ':', '\r\n', '\u2028', 'null', '1e999', '\\u0000']) + tail
      );
  }
}

/** JSON as a peer may write it: what JSON cannot say is null, or left out. */
export const asJson = (value: unknown): string =>
  JSON.stringify([value], (_key, inner: unknown) => (typeof inner === 'bigint' ? Number(inner) : inner)).slice(1, -1);
