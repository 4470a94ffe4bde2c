import {expect} from '@open-wc/testing';
import {DeviceList, deviceChoices, type DeviceChoice} from '../../../src/media/device-list.js';
import {deviceInfo, FakeMediaDevices} from './support/fake-media-devices.js';

const shown = (choices: readonly DeviceChoice[]): readonly string[] =>
  choices.map(({kind, deviceId, label}) => `${kind} ${deviceId}: ${label}`);

describe('deviceChoices', () => {
  const cases: readonly (readonly [string, readonly MediaDeviceInfo[], readonly string[]])[] = [
    ['nothing', [], []],
    [
      'by kind, whatever order the browser has',
      [deviceInfo('audiooutput', 's', 'S'), deviceInfo('videoinput', 'c', 'C'), deviceInfo('audioinput', 'm', 'M')],
      ['audioinput m: M', 'videoinput c: C', 'audiooutput s: S'],
    ],
    [
      'the system’s default first',
      [deviceInfo('audioinput', 'm', 'M'), deviceInfo('audioinput', 'default', 'Default - M')],
      ['audioinput default: Default - M', 'audioinput m: M'],
    ],
    [
      'each once, without the copy for communications',
      [
        deviceInfo('audioinput', 'm', 'M'),
        deviceInfo('audioinput', 'm', 'M'),
        deviceInfo('audioinput', 'communications', 'Communications - M'),
      ],
      ['audioinput m: M'],
    ],
    [
      'before a permission: one for each kind, without a name',
      [deviceInfo('audioinput', '', ''), deviceInfo('videoinput', '', ''), deviceInfo('videoinput', '', '')],
      ['audioinput : ', 'videoinput : '],
    ],
    [
      'ids without labels, as Firefox has them',
      [deviceInfo('videoinput', 'a', ''), deviceInfo('videoinput', 'b', '')],
      ['videoinput a: ', 'videoinput b: '],
    ],
    [
      'two of one make',
      [deviceInfo('videoinput', 'a', 'HD'), deviceInfo('videoinput', 'b', 'HD'), deviceInfo('videoinput', 'c', 'HD')],
      ['videoinput a: HD', 'videoinput b: HD (2)', 'videoinput c: HD (3)'],
    ],
  ];
  for (const [name, infos, expected] of cases) {
    it(name, () => expect(shown(deviceChoices(infos))).to.deep.equal(expected));
  }
});

describe('DeviceList', () => {
  const setup = () => {
    const devices = new FakeMediaDevices();
    const told: (readonly DeviceChoice[])[] = [];
    const waiting: (() => void)[] = [];
    const list = new DeviceList({
      devices: devices.asMediaDevices(),
      onChange: choices => {
        told.push(choices);
        waiting.shift()?.();
      },
    });
    const next = () => new Promise<void>(resolve => waiting.push(resolve));
    return {devices, list, told, next};
  };

  it('is empty until asked, then tells once', async () => {
    const {list, told} = setup();
    expect(list.choices).to.be.empty;
    await list.refresh();
    const {choices} = list;
    await list.refresh();
    expect(told).to.deep.equal([choices]);
    expect(choices).to.be.frozen;
    expect(list.choices).to.equal(choices);
  });

  it('follows devices that come and go', async () => {
    const {devices, list, next} = setup();
    await list.refresh();
    devices.cameras = ['cam-3'];
    const changed = next();
    devices.dispatchEvent(new Event('devicechange'));
    await changed;
    expect(list.choices.filter(({kind}) => kind === 'videoinput').map(({deviceId}) => deviceId)).to.deep.equal([
      'cam-3',
    ]);
  });

  it('tells nothing after stop, not even what was asked before', async () => {
    const {devices, list, told} = setup();
    const asked = list.refresh();
    list.stop();
    await asked;
    devices.dispatchEvent(new Event('devicechange'));
    await list.refresh();
    expect(told).to.be.empty;
  });

  it('takes the last answer, whichever comes last', async () => {
    const {devices, list} = setup();
    const answers: ((infos: MediaDeviceInfo[]) => void)[] = [];
    devices.enumerateDevices = () => new Promise(resolve => answers.push(resolve));
    const first = list.refresh();
    const second = list.refresh();
    answers[1]?.([deviceInfo('audioinput', 'new', 'New')]);
    await second;
    answers[0]?.([deviceInfo('audioinput', 'old', 'Old')]);
    await first;
    expect(shown(list.choices)).to.deep.equal(['audioinput new: New']);
  });

  it('keeps what it has when the browser cannot tell', async () => {
    const {devices, list} = setup();
    await list.refresh();
    const {choices} = list;
    devices.enumerateDevices = () => Promise.reject(new DOMException('', 'NotAllowedError'));
    await list.refresh();
    expect(list.choices).to.equal(choices);
  });

  it('is empty without mediaDevices', async () => {
    const list = new DeviceList({devices: undefined, onChange: () => expect.fail('told something')});
    await list.refresh();
    expect(list.choices).to.be.empty;
  });

  it('lists this browser’s devices with labels while one is captured', async () => {
    const list = new DeviceList({onChange: () => undefined});
    const stream = await navigator.mediaDevices.getUserMedia({audio: true, video: true});
    await list.refresh();
    const camera = list.choices.find(({kind}) => kind === 'videoinput');
    for (const track of stream.getTracks()) track.stop();
    list.stop();
    expect(camera?.deviceId).not.to.equal('');
    expect(camera?.label).not.to.equal('');
  });
});
