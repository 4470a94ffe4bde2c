import {expect} from '@open-wc/testing';
import type {VideoCall} from '../../../src/video-call.js';
import {version} from '../../../src/version.js';
import {Elements} from './support/elements.js';

const detailsOf = async (element: VideoCall, what: string): Promise<readonly string[]> =>
  (await element.getReport()).entries.filter(entry => entry.what === what).map(({detail}) => detail);

describe('getReport()', () => {
  let elements: Elements;
  beforeEach(() => (elements = new Elements()));
  afterEach(() => elements.close());

  it('tells before there is a room what is missing', async () => {
    const element = await elements.show({signaling: 'local'});
    const report = await element.getReport();
    expect(report).to.include({version, phase: 'idle'});
    expect(report.entries.map(({what, detail}) => [what, detail])).to.deep.equal([['error', 'invalid-room']]);
  });

  it('goes on over another room and other settings', async () => {
    const ana = await elements.person('ana');
    await ana.join();
    ana.room = 'table-8';
    await ana.updateComplete;
    await ana.join();
    await ana.leave();
    ana.capacity = 2;
    await ana.updateComplete;
    await ana.join();
    expect(await detailsOf(ana, 'phase')).to.deep.equal([
      // It begins with what is loaded for the first join.
      'idle → joining',
      'joining → waiting',
      'waiting → ended',
      'ended → lobby',
      'lobby → joining',
      'joining → waiting',
      'waiting → ended',
      'ended → joining',
      'joining → waiting',
    ]);
    ana.room = '';
    await ana.updateComplete;
    expect(await detailsOf(ana, 'error')).to.deep.equal(['invalid-room']);
  });

  it('tells of a restart of ICE', async () => {
    const made: RTCPeerConnection[] = [];
    const Real = RTCPeerConnection;
    window.RTCPeerConnection = class extends Real {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        made.push(this);
      }
    };
    try {
      const [ana, ben] = await elements.call('ana', 'ben');
      if (!ana || !ben) throw new Error('nobody');
      expect(await detailsOf(ana, 'recovery')).to.deep.equal([]);
      const offered = new Promise<void>(resolve => {
        for (const connection of made)
          connection.addEventListener('signalingstatechange', () => {
            if (connection.signalingState === 'have-local-offer') resolve();
          });
      });
      window.dispatchEvent(new Event('online'));
      await offered;
      expect((await detailsOf(ana, 'recovery')).concat(await detailsOf(ben, 'recovery'))).to.include('ICE restart 1');
    } finally {
      window.RTCPeerConnection = Real;
    }
  });
});
