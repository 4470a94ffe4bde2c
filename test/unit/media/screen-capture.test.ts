import {expect} from '@open-wc/testing';
import {setupLocalMedia} from './support/setup-local-media.js';

const byHand = {answer: undefined} as unknown as {answer: () => null};

describe('sharing the screen', () => {
  it('brings picture and sound, the picture sharp rather than smooth', async () => {
    const {media, devices, snapshots} = setupLocalMedia();
    await media.setScreen(true);
    expect(snapshots.map(({screen}) => screen.status)).to.deep.equal(['starting', 'on']);
    expect(media.snapshot.screen.track).to.have.property('contentHint', 'detail');
    expect(media.snapshot.screenAudio?.kind).to.equal('audio');
    expect(devices.calls[0]).to.deep.include({systemAudio: 'include', selfBrowserSurface: 'exclude'});
  });

  it('calls the browser before anything else happens, while the click counts', () => {
    const {media, devices} = setupLocalMedia({devices: byHand});
    void media.setScreen(true);
    expect(devices.calls).to.have.length(1);
  });

  it('does without sound where the browser gives none', async () => {
    const {media, devices} = setupLocalMedia();
    devices.screenTracks = ['video'];
    await media.setScreen(true);
    expect(media.snapshot.screen.status).to.equal('on');
    expect(media.snapshot.screenAudio).to.be.null;
  });

  it('stops both tracks', async () => {
    const {media, devices} = setupLocalMedia();
    await media.setScreen(true);
    await media.setScreen(false);
    expect(media.snapshot.screen).to.deep.include({status: 'off', track: null, error: null});
    expect(media.snapshot.screenAudio).to.be.null;
    expect(devices.live('video') + devices.live('audio')).to.equal(0);
  });

  it('tells that it was ended at the browser’s own bar', async () => {
    const {media, devices} = setupLocalMedia();
    await media.setScreen(true);
    devices.last('video').endByItself();
    expect(media.snapshot.screen).to.deep.include({status: 'off', track: null, error: null});
    expect(devices.live('audio')).to.equal(0);
  });

  it('goes on without its sound when only that ends', async () => {
    const {media, devices} = setupLocalMedia();
    await media.setScreen(true);
    devices.last('audio').endByItself();
    expect(media.snapshot.screen.status).to.equal('on');
    expect(media.snapshot.screenAudio).to.be.null;
  });

  const refusals: readonly (readonly [who: string, message: string, status: string])[] = [
    ['a person in Chrome', 'Permission denied by user', 'off'],
    ['a person in an older Chrome', 'Permission denied', 'off'],
    [
      'a person in Firefox or Safari',
      'The request is not allowed by the user agent or the platform in the current context, possibly because the user denied permission.',
      'off',
    ],
    ['the system, in Chrome on a Mac', 'Permission denied by system', 'unavailable'],
  ];
  for (const [who, message, status] of refusals) {
    it(`is ${status}, and says why, when it was refused by ${who}`, async () => {
      const {media, devices} = setupLocalMedia({devices: byHand});
      const sharing = media.setScreen(true);
      (await devices.prompt()).refuse('NotAllowedError', message);
      await sharing;
      expect(media.snapshot.screen.status).to.equal(status);
      expect(media.snapshot.screen.error?.code).to.equal('media-denied');
      expect(media.snapshot.camera.error).to.be.null;
    });
  }

  for (const [name, code] of [
    ['NotFoundError', 'media-missing'],
    ['NotReadableError', 'media-in-use'],
    ['AbortError', 'media-in-use'],
    ['InvalidStateError', 'media-denied'],
    ['TypeError', 'unsupported'],
  ] as const) {
    it(`is unavailable after ${name}: ${code}`, async () => {
      const {media} = setupLocalMedia({devices: {answer: () => name}});
      await media.setScreen(true);
      expect(media.snapshot.screen.status).to.equal('unavailable');
      expect(media.snapshot.screen.error?.code).to.equal(code);
    });
  }

  it('is not asked for where the page forbids it', async () => {
    const {media, devices} = setupLocalMedia({environment: {allowsFeature: feature => feature !== 'display-capture'}});
    await media.setScreen(true);
    expect(media.snapshot.screen.error?.code).to.equal('blocked-by-page');
    expect(devices.calls).to.be.empty;
  });

  it('is not asked for on iPhone, iPad and Android', async () => {
    for (const platform of ['ios', 'android'] as const) {
      const {media, devices} = setupLocalMedia({platform});
      await media.setScreen(true);
      expect(media.snapshot.screen.error?.code).to.equal('unsupported');
      expect(devices.calls).to.be.empty;
    }
  });

  it('stops at once what is picked after it was turned off, or after stop', async () => {
    for (const turnOff of ['setScreen', 'stop'] as const) {
      const {media, devices} = setupLocalMedia({devices: byHand});
      const sharing = media.setScreen(true);
      const picker = await devices.prompt();
      if (turnOff === 'stop') media.stop();
      else await media.setScreen(false);
      picker.allow();
      await sharing;
      expect(media.snapshot.screen.status).to.equal('off');
      expect(devices.tracks).to.have.length(2);
      expect(devices.live('video') + devices.live('audio')).to.equal(0);
    }
  });

  it('takes the answer to the later of two pickers', async () => {
    const {media, devices} = setupLocalMedia({devices: byHand});
    const first = media.setScreen(true);
    const abandoned = await devices.prompt();
    await media.setScreen(false);
    const second = media.setScreen(true);
    devices.prompts[1]?.allow();
    await second;
    abandoned.refuse('NotAllowedError');
    await first;
    expect(media.snapshot.screen).to.deep.include({status: 'on', error: null});
  });

  it('opens one picker for two clicks, and none while it is shared', async () => {
    const {media, devices} = setupLocalMedia();
    await Promise.all([media.setScreen(true), media.setScreen(true)]);
    await media.setScreen(true);
    expect(devices.calls).to.have.length(1);
  });

  it('waits for no microphone prompt', async () => {
    const {media, devices} = setupLocalMedia({devices: byHand});
    void media.setMicrophone(true);
    await devices.prompt();
    const sharing = media.setScreen(true);
    devices.prompts[1]?.allow();
    await sharing;
    expect(media.snapshot.screen.status).to.equal('on');
    expect(media.snapshot.microphone.status).to.equal('starting');
  });
});
