import {expect, fixture, html, oneEvent} from '@open-wc/testing';
import '../../../src/define.js';
import type {VideoCall} from '../../../src/video-call.js';

const names = ['in-call', 'microphone-on', 'camera-on', 'sharing-screen'] as const;

const statesOf = (element: Element): readonly string[] => names.filter(name => element.matches(`:state(${name})`));

const setup = (): Promise<VideoCall> =>
  fixture<VideoCall>(html`<video-call room="states" signaling="local"></video-call>`);

describe('custom states', () => {
  it('has none in the lobby', async () => {
    expect(statesOf(await setup())).to.deep.equal([]);
  });

  it('follows the call', async () => {
    const call = await setup();
    const cameraOn = new Promise<void>(resolve => {
      call.addEventListener('camera-change', ({detail}) => {
        if (detail.camera.status === 'on') resolve();
      });
    });
    await call.join();
    await cameraOn;
    expect(statesOf(call)).to.deep.equal(['in-call', 'microphone-on', 'camera-on']);
    await call.toggleCamera(false);
    expect(statesOf(call)).to.deep.equal(['in-call', 'microphone-on']);
    await call.leave();
    expect(statesOf(call)).to.deep.equal([]);
  });

  it('can be read when the event that announces it fires', async () => {
    const call = await setup();
    const joined = oneEvent(call, 'joined');
    let statesAtJoin: readonly string[] = [];
    call.addEventListener('joined', () => (statesAtJoin = statesOf(call)));
    await call.join();
    await joined;
    expect(statesAtJoin).to.include('in-call');
    await call.leave();
  });
});
