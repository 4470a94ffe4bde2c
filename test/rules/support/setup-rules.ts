import {readFileSync} from 'node:fs';
import {after, before} from 'node:test';
import {initializeTestEnvironment, type RulesTestEnvironment} from '@firebase/rules-unit-testing';
import {setLogLevel} from 'firebase/firestore';
import {startEmulator} from '../../../scripts/emulator.mjs';
import {RestClient} from './rest-client.js';
import {Stage} from './scene.js';

/** The rules as they are shipped. */
export const shippedRules = readFileSync(new URL('../../../firestore.rules', import.meta.url), 'utf8');

/** What a test of the rules works with, there once the tests run. */
export interface RulesFixture {
  readonly stage: Stage;
  readonly client: RestClient;
}

/**
 * Starts an emulator with rules before the tests of a file and stops it after them.
 *
 * @param name of the tests, for a project of their own: an emulator may be shared
 */
export function setupRules(name: string, rules = shippedRules): () => RulesFixture {
  let environment: RulesTestEnvironment | undefined;
  let emulator: Awaited<ReturnType<typeof startEmulator>> | undefined;
  let fixture: RulesFixture | undefined;
  before(async () => {
    // The SDK warns of each refusal, and refusals are what is tested.
    setLogLevel('silent');
    const projectId = `demo-rules-${name}`;
    emulator = await startEmulator({projectId});
    const {host, port} = emulator;
    environment = await initializeTestEnvironment({projectId, firestore: {host, port, rules}});
    const client = new RestClient({host, port}, projectId);
    fixture = {client, stage: new Stage(environment, client)};
  });
  after(async () => {
    await environment?.cleanup();
    await emulator?.stop();
  });
  return () => {
    if (!fixture) throw new Error('The emulator has not started.');
    return fixture;
  };
}
