import {readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';

/**
 * The part of `firestore.rules` that goes into the rules of a project that has some already. It stands on its own
 * within `service cloud.firestore { … }`: it names its own database wildcard, its functions are not seen outside, and
 * it needs no `rules_version`.
 */

const begin = '// video-call:begin';
const end = '// video-call:end';
/** What must not be mistaken for structure: comments and strings. */
const opaque = /\/\/[^\n]*|\/\*[^]*?\*\/|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"/g;
const service = /\bservice\s+cloud\.firestore\s*\{/;

/**
 * @param {string} rules
 * @returns {string} the block with its markers, whole lines
 * @throws {Error} where the markers are missing
 */
export function rulesBlock(rules) {
  const range = findBlock(rules);
  if (!range) throw new Error(`No "${begin}" and "${end}" in these rules.`);
  return rules.slice(...range);
}

/**
 * Puts the block into other rules: in place of an older one, or last in `service cloud.firestore`.
 *
 * @param {string} rules of the project
 * @param {string} block
 * @throws {Error} where there is no `service cloud.firestore { … }`
 */
export function mergeRules(rules, block) {
  const [from, to] = findBlock(rules) ?? findServiceEnd(rules);
  return rules.slice(0, from) + block + rules.slice(to);
}

/**
 * From the start of the line of the first marker to the end of the line of the last.
 *
 * @param {string} rules
 * @returns {[from: number, to: number] | undefined}
 */
function findBlock(rules) {
  const first = rules.indexOf(begin);
  const last = rules.indexOf(end);
  if (first < 0 || last < first) return undefined;
  const afterLast = rules.indexOf('\n', last);
  return [rules.lastIndexOf('\n', first) + 1, afterLast < 0 ? rules.length : afterLast + 1];
}

/**
 * Before the line of the brace that closes the service.
 *
 * @param {string} rules
 * @returns {[from: number, to: number]}
 */
function findServiceEnd(rules) {
  const bare = rules.replace(opaque, text => text.replace(/[^\n]/g, ' '));
  const opening = service.exec(bare);
  if (!opening) throw new Error('No "service cloud.firestore {" in these rules.');
  let depth = 1;
  let at = opening.index + opening[0].length;
  while (depth > 0 && at < bare.length) {
    if (bare[at] === '{') depth += 1;
    if (bare[at] === '}') depth -= 1;
    at += 1;
  }
  if (depth > 0) throw new Error('"service cloud.firestore {" is not closed in these rules.');
  const lineStart = bare.lastIndexOf('\n', at - 1) + 1;
  const position = bare.slice(lineStart, at - 1).trim() === '' ? lineStart : at - 1;
  return [position, position];
}

/**
 * `node scripts/rules-block.mjs` prints the block; with the path of a project's rules, those rules with the block in
 * them.
 */
function main() {
  const block = rulesBlock(readFileSync(new URL('../firestore.rules', import.meta.url), 'utf8'));
  const [path] = process.argv.slice(2);
  process.stdout.write(path ? mergeRules(readFileSync(path, 'utf8'), block) : block);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
