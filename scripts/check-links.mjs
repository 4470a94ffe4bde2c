import {existsSync, readFileSync} from 'node:fs';
import {spawnSync} from 'node:child_process';
import {dirname, join, normalize} from 'node:path';

/**
 * Fails if a link from one document of this repository to another, or to a heading, leads nowhere, or if a command in one
 * deploys rules and indexes together (`npm run lint`).
 */

const {stdout} = spawnSync('git', ['ls-files', '-co', '--exclude-standard', '*.md'], {encoding: 'utf8'});
const documents = stdout.trim().split('\n');

/** A document without what only looks like links or headings. @param {string} path */
const textOf = path =>
  readFileSync(path, 'utf8')
    .replaceAll(/^ *```[^]*?^ *```/gm, '')
    .replaceAll(/`[^`\n]*`/g, code => code.replaceAll(/[[\]()]/g, ' '));

/** As GitHub makes them. @param {string} heading */
const anchorOf = heading =>
  heading
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');

/** @param {string} path */
const anchorsOf = path => [...textOf(path).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading));

/** @param {string} from @param {string} link @returns {string | undefined} what is wrong */
function faultOf(from, link) {
  const [file = '', anchor] = link.split('#');
  const target = file === '' ? from : normalize(join(dirname(from), file));
  if (!existsSync(target)) return `${target} is not there`;
  if (anchor && target.endsWith('.md') && !anchorsOf(target).includes(anchor)) return `${target} has no #${anchor}`;
  return undefined;
}

const faults = documents.flatMap(from =>
  [...textOf(from).matchAll(/\]\(([^)\s]+)\)|(?:src|srcset|href)="([^"]+)"/g)]
    .map(([, link, source]) => link ?? source ?? '')
    .filter(link => !/^[a-z]+:/.test(link))
    .map(link => faultOf(from, link))
    .filter(fault => fault !== undefined)
    .map(fault => `${from}: ${fault}`),
);

// Without billing the indexes are refused, and the rules beside them are uploaded but never released.
const deploys = documents.flatMap(from =>
  [...readFileSync(from, 'utf8').matchAll(/deploy --only firestore(?!:)/g)].map(
    ([command]) => `${from}: ${command}, without :rules or :indexes`,
  ),
);

for (const fault of [...faults, ...deploys]) console.error(fault);
process.exitCode = faults.length + deploys.length === 0 ? 0 : 1;
