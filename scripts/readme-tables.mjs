import {cli} from '@custom-elements-manifest/analyzer/cli.js';
import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {format, resolveConfig} from 'prettier';
import {callStyles} from '../src/ui/call-styles.ts';

/**
 * Fills the tables of README.md from the manifest, between `<!-- table:… -->` and `<!-- end -->`. With `--check` it
 * writes nothing, and fails if a table is out of date, or if a slot, part or token of the sources is not told on the
 * class `VideoCall` (`npm run readme`, `npm run lint`).
 *
 * @typedef {{text: string}} Type
 * @typedef {{name: string, description?: string, type?: Type, default?: string}} Item
 * @typedef {Item & {kind: string, static?: boolean, readonly?: boolean, attribute?: string, return?: {type: Type},
 *   parameters?: {name: string, optional?: boolean, type: Type}[], fieldName?: string}} Member
 * @typedef {{name: string, tagName?: string, members: Member[], attributes: Member[], events: Item[], slots: Item[],
 *   cssParts: Item[], cssProperties: Item[], cssStates: Item[]}} Declaration
 */

const readmePath = 'README.md';

/** @returns {Promise<Declaration[]>} */
async function readDeclarations() {
  const manifest = await cli({argv: ['analyze', '--quiet'], cwd: process.cwd(), noWrite: true});
  return manifest.modules.flatMap(module => module.declarations);
}

/** @param {string} text */
const cell = text => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
/** @param {string | undefined} text */
const code = text => (text ? `\`${text}\`` : '');
/** A default worth a word: not that nothing is set. @param {string | undefined} value */
const defaultOf = value => (['', "''", 'null', 'false', undefined].includes(value) ? '' : code(value));

/** @param {readonly string[]} heads @param {readonly (readonly string[])[]} rows */
function table(heads, rows) {
  const lines = [heads, heads.map(() => '---'), ...rows.map(row => row.map(cell))];
  return lines.map(cells => `| ${cells.join(' | ')} |`).join('\n');
}

/** @param {readonly Item[]} items @param {string} head @param {(item: Item) => string} [show] */
const list = (items, head, show = ({name}) => code(name)) =>
  table(
    [head, 'what'],
    items.map(item => [show(item), item.description ?? '']),
  );

/** @param {Declaration} element */
function settings({members}) {
  const rows = members
    .filter(({kind, readonly, static: isStatic}) => kind === 'field' && !readonly && !isStatic)
    .map(member => [
      code(member.attribute) || '-',
      code(member.name),
      code(member.type?.text),
      defaultOf(member.default),
      member.description ?? '',
    ]);
  return table(['attribute', 'property', 'type', 'default', 'what'], rows);
}

/** @param {Declaration} element */
function facts({members}) {
  const rows = members
    .filter(({kind, readonly, static: isStatic}) => kind === 'field' && readonly && !isStatic)
    .map(({name, type, description}) => [code(name), code(type?.text), description ?? '']);
  return table(['property', 'type', 'what'], rows);
}

/** @param {Declaration} element */
function methods({members}) {
  const rows = members
    .filter(({kind}) => kind === 'method')
    .map(({name, parameters = [], return: result, description}) => {
      const list = parameters.map(parameter => `${parameter.name}${parameter.optional ? '?' : ''}`).join(', ');
      return [code(`${name}(${list})`), code(result?.type.text), description ?? ''];
    });
  return table(['method', 'returns', 'what'], rows);
}

/** @param {Declaration} element @param {readonly Declaration[]} declarations */
function events(element, declarations) {
  const detailOf = (/** @type {string | undefined} */ className) =>
    declarations
      .find(({name}) => name === className)
      ?.members.find(({name}) => name === 'detail')
      ?.type?.text.replaceAll('readonly ', '')
      .replace(/; \}$/, ' }');
  const rows = element.events.map(({name, type, description}) => [
    code(name),
    code(detailOf(type?.text)),
    description ?? '',
  ]);
  return table(['event', '`detail`', 'when'], rows);
}

/** @param {Declaration} element @param {readonly Declaration[]} declarations @returns {Record<string, string>} */
const tablesOf = (element, declarations) => ({
  settings: settings(element),
  facts: facts(element),
  methods: methods(element),
  events: events(element, declarations),
  slots: list(element.slots, 'slot'),
  parts: list(element.cssParts, 'part'),
  states: list(element.cssStates, 'state', ({name}) => code(`:state(${name})`)),
  tokens: table(
    ['token', 'default', 'what'],
    element.cssProperties.map(({name, default: value, description}) => [code(name), code(value), description ?? '']),
  ),
});

/** @param {string} readme @param {Record<string, string>} tables */
function fill(readme, tables) {
  return Object.entries(tables).reduce((text, [name, content]) => {
    const place = new RegExp(`(<!-- table:${name} -->\n)[^]*?(<!-- end -->)`);
    if (!place.test(text)) throw new Error(`${readmePath} has no place for the table ${name}.`);
    return text.replace(place, (_, begin, end) => `${begin}\n${content}\n\n${end}`);
  }, readme);
}

/** What the sources of the user interface say, as one text. */
const uiSources = readdirSync('src/ui')
  .map(name => readFileSync(`src/ui/${name}`, 'utf8'))
  .join('\n');

/** @param {RegExp} pattern */
const wordsIn = pattern => [...uiSources.matchAll(pattern)].flatMap(([, words = '']) => words.split(/\s+/));

/** Parts with a name that is put together, such as `${name}-button`, are left to the eye. */
const partsInUse = () => wordsIn(/\bpart="([^"]*)"/g).filter(name => !name.includes('$') && !name.includes('}'));
const slotsInUse = () => wordsIn(/<slot name="([^"]*)"/g);

/** Tokens with their defaults, the first of each: others are for narrow screens. @returns {Map<string, string>} */
function tokensInUse() {
  const css = [callStyles].flat(Infinity).map(String).join('\n');
  const found = [...css.matchAll(/var\((--video-call-[\w-]+),((?:[^()]|\((?:[^()]|\([^()]*\))*\))*)\)/g)];
  return new Map(found.reverse().map(([, name = '', value = '']) => [name, value.trim()]));
}

/** @param {string} what @param {Iterable<string>} inUse @param {readonly Item[]} told */
const untold = (what, inUse, told) =>
  [...new Set(inUse)].filter(name => !told.some(item => item.name === name)).map(name => `${what} ${name} is not told`);

/** @param {Declaration} element @returns {string[]} */
function faults(element) {
  const tokens = tokensInUse();
  const bare = (/** @type {string} */ value) => value.replaceAll(/\s+/g, '');
  return [
    ...untold('part', partsInUse(), element.cssParts),
    ...untold('slot', slotsInUse(), element.slots),
    ...untold('token', tokens.keys(), element.cssProperties),
    ...element.slots.filter(({name}) => !slotsInUse().includes(name)).map(({name}) => `there is no slot ${name}`),
    ...element.cssProperties
      .filter(({name, default: value = ''}) => bare(value) !== bare(tokens.get(name) ?? ''))
      .map(({name}) => `the default of ${name} is ${tokens.get(name) ?? 'nowhere'}`),
  ];
}

const declarations = await readDeclarations();
const element = declarations.find(({tagName}) => tagName === 'video-call');
if (!element) throw new Error('The manifest has no video-call.');
const readme = readFileSync(readmePath, 'utf8');
const config = await resolveConfig(readmePath);
const filled = await format(fill(readme, tablesOf(element, declarations)), {...config, filepath: readmePath});
const found = faults(element);
for (const fault of found) console.error(`src/video-call.ts: ${fault}`);
if (process.argv.includes('--check')) {
  if (filled !== readme) console.error(`${readmePath}: the tables are out of date. Run: npm run readme`);
  process.exitCode = filled === readme && found.length === 0 ? 0 : 1;
} else {
  writeFileSync(readmePath, filled);
  process.exitCode = found.length === 0 ? 0 : 1;
}
