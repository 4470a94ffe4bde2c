import assert from 'node:assert/strict';
import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {after, before, test} from 'node:test';
import {build} from 'vite';
import {customToken, startAuthServer} from '../e2e/support/auth-server.js';
import type {CallAttributes, CallPage, SeenParticipant} from '../e2e/support/call-page.js';
import type {TestPage} from '../e2e/support/page-server.js';
import {setupCalls} from '../e2e/support/setup-calls.js';
import type {Stage} from '../e2e/support/stage.js';
import {installPacked, localProgram, run, type PackedProject} from './packed-project.js';

let project: PackedProject;
before(async () => {
  project = await installPacked();
});
after(() => {
  project.remove();
});

const evaluate = (source: string): Promise<string> =>
  run(project.folder, process.execPath, '--input-type=module', '--eval', source);

test('publint has nothing to say', async () => {
  await run('.', localProgram('publint'), '--strict', project.tarball);
});

test('every entry has types that resolve', async () => {
  const notCode = ['custom-elements.json', 'firestore.rules', 'firestore.indexes.json'];
  const options = ['--profile', 'esm-only', '--exclude-entrypoints', ...notCode];
  await run('.', localProgram('attw'), project.tarball, ...options);
});

test('a page can name every type of the API, and its events are typed', async () => {
  writeFileSync(join(project.folder, 'page.ts'), pageInTypeScript);
  const compilerOptions = {strict: true, noEmit: true, target: 'es2022', module: 'nodenext', types: []};
  writeFileSync(join(project.folder, 'tsconfig.json'), JSON.stringify({compilerOptions, files: ['page.ts']}));
  await run(project.folder, localProgram('tsc'), '-p', 'tsconfig.json');
});

for (const entry of ['', '/video-call.js', '/signaling.js', '/signaling-contract.js']) {
  test(`video-call-element${entry} is harmless on a server`, async () => {
    assert.equal(await evaluate(`await import('video-call-element${entry}'); console.log('imported')`), 'imported\n');
  });
}

for (const file of ['firestore.rules', 'firestore.indexes.json', 'custom-elements.json']) {
  test(`${file} is in the package`, async () => {
    const found = await evaluate(
      `import {readFileSync} from 'node:fs';
       console.log(readFileSync(new URL(import.meta.resolve('video-call-element/${file}'))).length > 0)`,
    );
    assert.equal(found, 'true\n');
  });
}

test('nothing but the build and what is to be read is packed', async () => {
  const files = await run('.', 'tar', '-tzf', project.tarball);
  const unexpected = files
    .trim()
    .split('\n')
    .filter(
      path =>
        !/^package\/(dist\/|docs\/[\w-]+\.md$|scripts\/rules-block\.mjs$|package\.json|README|LICENSE|CHANGELOG|firestore\.|custom-elements\.json)/.test(
          path,
        ),
    );
  assert.deepEqual(unexpected, []);
});

test('a Vite build of the package makes a call', async t => {
  const calls = await setupCalls(t);
  const page = await serveBuilt(calls.stage, 'plain', "import 'video-call-element';\n");
  const one = await calls.openOn('chromium', page);
  const two = await calls.openOn('chromium', page);
  await one.join();
  await one.waitForPhase('waiting', 'connected');
  await two.join();
  for (const call of [one, two]) {
    await call.waitForConnected(1);
    await call.waitForMovingPictures();
  }
});

test('firebaseApp: a page’s own app, user and App Check; a second tab of that user takes over', async t => {
  const calls = await setupCalls(t);
  const auth = await startAuthServer('OPERATION_NOT_ALLOWED');
  t.after(() => auth.stop());
  const page = await serveBuilt(calls.stage, 'own-app', pageWithApp);
  const attributes: CallAttributes = {'auth-emulator': auth.address, 'data-token': customToken('ada')};
  const ben = await calls.open('firefox', {autojoin: true});
  await ben.waitForPhase('waiting');

  const first = await calls.openOn('chromium', page, attributes);
  const checked = appCheckTokens(first);
  await first.join();
  await Promise.all([ben.waitForConnected(1), first.waitForConnected(1)]);
  await first.waitForMovingPictures();
  assert.deepEqual(uidsOf(await ben.participants()), ['ada']);
  assert.ok(checked.length > 0 && checked.every(token => token === 'of-the-page'), checked.join());

  const second = await calls.openOn('chromium', page, attributes);
  await second.join();
  await first.waitForError('taken-over');
  await first.waitForWords(/in another tab[^]*Use here/);
  await Promise.all([ben.waitForConnected(1), second.waitForConnected(1)]);
  await second.waitForMovingPictures();

  await first.click('retry-button');
  await second.waitForError('taken-over');
  await Promise.all([ben.waitForConnected(1), first.waitForConnected(1)]);
  assert.deepEqual(uidsOf(await ben.participants()), ['ada']);
  assert.deepEqual(
    auth.signIns,
    ['signInWithCustomToken', 'signInWithCustomToken'],
    'each page once, the element never',
  );

  await Promise.all([first.leave(), ben.leave()]);
  await calls.waitUntilEmpty();
});

const pageInTypeScript = `
import {CallError, VideoCall} from 'video-call-element';
import type {
  CallErrorCode, CallErrorEvent, CallPhase, CallQuality, CallReportData, Cause, ChatMessage, ChatMessageEvent, DeviceChoice,
  IceServersSource, JoinRequestEvent, Knock, LeftReason, LocalDevice, LocalScreen, LogLevel, OwnRoom, ParticipantJoinedEvent,
  PhaseChangeEvent, RemoteParticipant, Signaling, SignalingUsage, VideoCallEventMap,
} from 'video-call-element';
import type {RemoteParticipant as Same, VideoCall as Unregistered} from 'video-call-element/video-call.js';

declare const call: VideoCall;
const phase: CallPhase = call.phase;
const people: readonly RemoteParticipant[] = call.participants satisfies readonly Same[];
const mine: readonly [LocalDevice, LocalDevice, LocalScreen] = [call.microphone, call.camera, call.screenShare];
const told: readonly [readonly ChatMessage[], readonly Knock[], OwnRoom | null] = [call.messages, call.knocks, call.ownRoom];
const figures: readonly [CallQuality, SignalingUsage] = [call.quality, call.usage];
const set: readonly [IceServersSource | null, LogLevel, string | Signaling] = [call.iceServers, call.logLevel, call.signaling];
const report: Promise<CallReportData> = call.getReport();
call.addEventListener('left', ({detail}) => {
  const why: readonly [LeftReason, Cause] = [detail.reason, detail.cause];
});
call.addEventListener('device-change', event => {
  const devices: readonly DeviceChoice[] = event.detail.devices;
});
const listen = <K extends keyof VideoCallEventMap>(type: K, act: (event: VideoCallEventMap[K]) => void): void =>
  call.addEventListener(type, act);
listen('call-error', (event: CallErrorEvent) => {
  const code: CallErrorCode = event.detail.error.code;
  if (!(event.detail.error instanceof CallError)) throw new Error(code);
});
listen('join-request', (event: JoinRequestEvent) => event.preventDefault());
listen('message', (event: ChatMessageEvent) => event.detail.message.text);
listen('participant-joined', (event: ParticipantJoinedEvent) => event.detail.participant.name);
listen('phase-change', (event: PhaseChangeEvent) => event.detail.to);
// @ts-expect-error -- there is no such event
listen('participant-came', () => undefined);
export type {Unregistered};
`;

/** As README shows it, with what the emulators take besides: the app is the page's, so it is the page that points it there. */
const pageWithApp = `
import {initializeApp} from 'firebase/app';
import {CustomProvider, initializeAppCheck} from 'firebase/app-check';
import {connectAuthEmulator, getAuth, signInWithCustomToken} from 'firebase/auth';
import {connectFirestoreEmulator, getFirestore} from 'firebase/firestore';
import 'video-call-element';

const call = document.querySelector('video-call');
const app = initializeApp(JSON.parse(call.getAttribute('firebase-config')));
const token = {token: 'of-the-page', expireTimeMillis: Date.now() + 3_600_000};
initializeAppCheck(app, {provider: new CustomProvider({getToken: async () => token})});
const [host, port] = call.emulator.split(':');
connectFirestoreEmulator(getFirestore(app), host, Number(port));
connectAuthEmulator(getAuth(app), 'http://' + call.authEmulator, {disableWarnings: true});
await signInWithCustomToken(getAuth(app), call.dataset.token);
call.firebaseApp = app;
`;

const uidsOf = (participants: readonly SeenParticipant[]): readonly string[] => participants.map(({uid}) => uid);

/** What App Check's header says in each commit of this page, from now on. */
function appCheckTokens({page}: CallPage): readonly string[] {
  const tokens: string[] = [];
  page.on('request', request => {
    const isCommit = request.url().endsWith(':commit') && request.method() === 'POST';
    if (isCommit) tokens.push(request.headers()['x-firebase-appcheck'] ?? 'none');
  });
  return tokens;
}

/** Builds a page's script as its author would. @returns a page that runs what was built, around a call's markup */
async function serveBuilt({pages}: Stage, name: string, script: string): Promise<(markup: string) => TestPage> {
  pages.addFolder(`/${name}`, await buildWithVite(name, script));
  return markup => ({
    html: `<!doctype html><html lang="en"><title>${name}</title><script type="module" src="/${name}/main.js"></script>${markup}</html>`,
  });
}

/** Returns the folder of what Vite built; `main.js` starts it. */
async function buildWithVite(name: string, script: string): Promise<string> {
  const root = join(project.folder, name);
  mkdirSync(root);
  const input = join(root, 'main.js');
  writeFileSync(input, script);
  const outDir = join(root, 'built');
  await build({
    root,
    base: `/${name}/`,
    logLevel: 'warn',
    configFile: false,
    build: {outDir, emptyOutDir: true, rollupOptions: {input, output: {entryFileNames: 'main.js'}}},
  });
  return outDir;
}
