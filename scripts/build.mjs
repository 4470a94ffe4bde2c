import {rmSync} from 'node:fs';
import {run} from './run.mjs';

/** `npm run build`: the modules and the script-tag files, their types, and the manifest that editors read. */
const steps = /** @type {const} */ ([
  ['rollup', '--config', '--silent'],
  ['tsc', '-p', 'tsconfig.build.json'],
  ['cem', 'analyze', '--quiet'],
]);

rmSync('dist', {recursive: true, force: true});
for (const step of steps) {
  const code = await run(step);
  if (code !== 0) process.exit(code);
}
