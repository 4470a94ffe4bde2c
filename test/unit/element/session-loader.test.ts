import {expect} from '@open-wc/testing';
import '../../../src/define.js';
import type {EngineOptions} from '../../../src/call-engine.js';
import {Store} from '../../../src/call/store.js';
import {UnreachableRetry} from '../../../src/call/unreachable-retry.js';
import {silentLog} from '../../../src/log.js';
import {loadEngine, SessionLoader} from '../../../src/session-loader.js';
import {systemClock} from '../../../src/util/clock.js';

/** Promises that wait for one another are at most this long a chain here. */
const longestChain = 30;

describe('SessionLoader', () => {
  it('makes no session once it has ended, however far the loading was', async () => {
    const engine = await loadEngine();
    for (let turns = 0; turns < longestChain; turns++) {
      const store = new Store(() => undefined);
      const options: EngineOptions = {
        ...{store, room: 'table-7', capacity: 4, wanted: {microphone: false, camera: false}, log: silentLog},
        signaling: Object.assign(document.createElement('video-call'), {
          signaling: {enter: () => expect.fail('nobody enters')},
        }),
        freed: Promise.resolve(),
        ...{withoutVideo: true, maxVideoHeightPx: 720, relayOnly: false, videoCodecs: []},
        iceServers: () => [],
        asksOwner: () => false,
        report: engine.createReport(),
      };
      const loader = new SessionLoader(() => options, new UnreachableRetry(systemClock, () => undefined));
      const loaded = loader.load().catch(() => null);
      // The files are there at the same moment as the loader's; from here on only promises follow one another.
      await loadEngine();
      for (let turn = 0; turn < turns; turn++) await Promise.resolve();
      await loader.end();
      await loaded;
      expect(loader.current === null, `ended after ${turns} turns`).to.equal(true);
    }
  });
});
