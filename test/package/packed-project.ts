import {execFile} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {promisify} from 'node:util';

const execute = promisify(execFile);

/** What a program said; it rejects, with that in its message, where the program failed. */
export async function run(folder: string, program: string, ...args: readonly string[]): Promise<string> {
  try {
    return (await execute(program, args, {cwd: folder, maxBuffer: 64_000_000})).stdout;
  } catch (error) {
    // Its message has what went to stderr only.
    const {message, stdout = ''} = error as Error & {readonly stdout?: string};
    throw new Error(`${message}\n${stdout}`, {cause: error});
  }
}

/** Programs that this repository has installed. */
export const localProgram = (name: string): string => resolve('node_modules/.bin', name);

/** An empty project with the packed element in it, as a user has it after `npm install`. */
export interface PackedProject {
  readonly folder: string;
  readonly tarball: string;
  remove(): void;
}

/** Packs what `npm run build` has built, and installs it beside Firebase. */
export async function installPacked(): Promise<PackedProject> {
  const folder = mkdtempSync(join(tmpdir(), 'video-call-package-'));
  // The build stage has built it; building again here would race with tests that read dist/.
  const listed = await run('.', 'npm', 'pack', '--ignore-scripts', '--json', '--pack-destination', folder);
  const tarball = join(folder, packedName(listed));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({name: 'empty-project', private: true, type: 'module'}));
  await run(folder, 'npm', 'install', '--prefer-offline', '--no-audit', '--no-fund', tarball, 'firebase@12');
  return {folder, tarball, remove: () => rmSync(folder, {recursive: true, force: true})};
}

function packedName(listed: string): string {
  const packed: unknown = JSON.parse(listed);
  const first: unknown = Array.isArray(packed) ? packed[0] : undefined;
  if (typeof first === 'object' && first !== null && 'filename' in first && typeof first.filename === 'string') {
    return first.filename;
  }
  throw new Error(`npm pack said: ${listed}`);
}
