import {expect} from '@open-wc/testing';
import {isForNextJoin} from '../../../src/call-settings.js';
import {isInCall, type LocalDevice} from '../../../src/call/call-state.js';
import {VideoCall} from '../../../src/video-call.js';
import {ConnectionRecord} from './support/connection-record.js';
import {Elements, listenTo, typesOf, until, untilPhase} from './support/elements.js';

/** What a person sees and sets in the call: the row of buttons and the choice of devices. */
const facesOf = ({renderRoot}: VideoCall): readonly (string | undefined)[] =>
  ['[part~="controls"]', '[part~="dialog"] form'].map(selector => renderRoot.querySelector(selector)?.outerHTML);

const hasCameraButton = ({renderRoot}: VideoCall): boolean =>
  renderRoot.querySelector('[part~="camera-button"]') !== null;

/** An attribute, its value in the call and after that, and what it does: as it is in the call, and in the next. */
type Row = readonly [
  attribute: string,
  before: string | null,
  after: string | null,
  seen: (element: VideoCall) => unknown,
  was: unknown,
  becomes: unknown,
];

describe('what counts from the next join', () => {
  let elements: Elements;
  let record: ConnectionRecord;
  beforeEach(() => {
    elements = new Elements();
    record = new ConnectionRecord();
  });
  afterEach(async () => {
    await elements.close();
    record.restore();
  });

  const microphone = (ana: VideoCall): unknown => ana.microphone.status;
  const camera = (ana: VideoCall): unknown => ana.camera.status;
  const seats = (): unknown => elements.store.state('table-7').participants.get('ana')?.capacity;
  const asksServer = (): unknown => record.configurations.some(({iceServers}) => iceServers?.length);
  const relaysOnly = (): unknown =>
    record.configurations.some(({iceTransportPolicy}) => iceTransportPolicy === 'relay');
  const prefersVp9 = (): unknown => record.codecs.some(codecs => codecs[0] === 'video/VP9');

  const table: readonly Row[] = [
    ['capacity', null, '3', seats, 4, 3],
    ['ice-servers', '[]', '[{"urls":"stun:127.0.0.1:3478"}]', asksServer, false, true],
    ['relay-only', null, '', relaysOnly, false, true],
    ['relay-only', '', null, relaysOnly, true, false],
    ['without-video', null, '', hasCameraButton, true, false],
    ['without-video', '', null, hasCameraButton, false, true],
    ['start-muted', null, '', microphone, 'on', 'off'],
    ['start-muted', '', null, microphone, 'off', 'on'],
    ['start-camera-off', null, '', camera, 'on', 'off'],
    ['start-camera-off', '', null, camera, 'off', 'on'],
    ['video-codecs', null, 'vp9', prefersVp9, false, true],
  ];

  const put = (element: VideoCall, attribute: string, value: string | null): void => {
    if (value === null) element.removeAttribute(attribute);
    else element.setAttribute(attribute, value);
  };

  /** In the call, with the devices that are to be on, and what the browser calls them then. */
  async function join(ana: VideoCall): Promise<void> {
    await ana.join();
    const devices = (): readonly LocalDevice[] => [ana.microphone, ana.camera];
    await until(
      () => devices().every(({status, wanted}) => status === (wanted ? 'on' : 'off')),
      'what is wanted is on',
    );
    const hasChoice = (): boolean => ana.renderRoot.querySelector('select') !== null;
    if (devices().some(({wanted}) => wanted)) await until(hasChoice, 'devices have names');
    await ana.updateComplete;
  }

  for (const [attribute, before, after, seen, was, becomes] of table) {
    it(`${attribute}, ${String(before)} → ${String(after)}: the running call stays as it is, the next has it`, async () => {
      await (await elements.person('ben')).join();
      const ana = elements.create({room: 'table-7'});
      for (const name of ['without-video', 'start-muted']) ana.removeAttribute(name);
      put(ana, attribute, before);
      ana.signaling = elements.signaling('ana');
      document.body.append(ana);
      await join(ana);
      await until(() => seen(ana) === was, `it is ${String(was)}`);
      const faces = facesOf(ana);
      const events = listenTo(ana);
      const asked = record.captures;

      put(ana, attribute, after);
      await ana.updateComplete;
      expect(seen(ana)).to.equal(was);
      expect(facesOf(ana)).to.deep.equal(faces);
      expect(isInCall(ana.phase)).to.equal(true);
      expect(record.captures, 'nothing is captured anew').to.equal(asked);
      expect(record.changes, 'no connection is set otherwise').to.equal(0);
      expect(typesOf(events, 'left', 'microphone-change', 'camera-change', 'participant-left')).to.deep.equal([]);

      await ana.leave();
      record.forget();
      await join(ana);
      await until(() => seen(ana) === becomes, `it is ${String(becomes)}`);
    });
  }

  it('is what the table has, and what the README names', async () => {
    const counting = [...VideoCall.elementProperties].filter(([name]) =>
      isForNextJoin({has: property => property === name}),
    );
    const attributes = counting.map(([name, {attribute}]) => String(attribute ?? name)).sort();
    expect([...new Set(table.map(([attribute]) => attribute))].sort()).to.deep.equal(attributes);
    const readme = await (await fetch('/README.md')).text();
    const [, told = ''] = /\*\*From the next join\*\*: ([^.]+)\./.exec(readme) ?? [];
    expect([...told.matchAll(/`([\w-]+)`/g)].map(([, name]) => name).sort()).to.deep.equal(attributes);
  });

  it('without-video set while a call is on its way counts from the one after it', async () => {
    const ana = elements.create({room: 'table-7'});
    ana.removeAttribute('without-video');
    ana.signaling = elements.signaling('ana');
    document.body.append(ana);
    const joined = ana.join();
    await untilPhase(ana, 'joining');
    ana.withoutVideo = true;
    await joined;
    await until(() => camera(ana) === 'on', 'the camera is on');
    expect(hasCameraButton(ana)).to.equal(true);
  });
});
