/* global document, AudioContext, ConstantSourceNode, MediaStream */
/**
 * What the cameras of docs/pictures/ see: people who are nobody, painted flat, so that the files stay small. Runs in
 * the page, in place of its capture; everything behind that (encoder, network, decoder, element) is real.
 *
 * @param {{wall: string, sill: string, shirt: string, skin: string, hair: string, long: boolean}} look
 * @param {{width: number, height: number}} size
 */
export function installScene(look, size) {
  const paintEveryMs = 66;

  /** @param {number} width @param {number} height @param {(context: CanvasRenderingContext2D) => void} paint */
  function stream(width, height, paint) {
    const canvas = Object.assign(document.createElement('canvas'), {width, height});
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
    paint(context);
    setInterval(() => paint(context), paintEveryMs);
    const captured = canvas.captureStream(15);
    for (const track of captured.getTracks()) track.getSettings = () => ({deviceId: 'a', width, height});
    return captured;
  }

  /** @param {CanvasRenderingContext2D} c @param {string} color @param {number[]} box [x, y, rx, ry] */
  function oval(c, color, [x = 0, y = 0, rx = 0, ry = 0]) {
    c.fillStyle = color;
    c.beginPath();
    c.ellipse(x, y, rx, ry, 0, 0, Math.PI * 2);
    c.fill();
  }

  /** A unit is the height of the picture; the middle is where the person sits. @param {CanvasRenderingContext2D} c */
  function paintPerson(c) {
    const {width, height} = c.canvas;
    c.resetTransform();
    c.fillStyle = look.wall;
    c.fillRect(0, 0, width, height);
    const unit = Math.min(width, height);
    c.translate(width / 2, height - unit);
    c.scale(unit, unit);
    c.fillStyle = look.sill;
    c.fillRect(0.36, -0.4, 0.34, 0.82);
    c.fillRect(-0.86, 0.3, 0.4, 0.024);
    c.fillRect(-0.8, 0.14, 0.05, 0.16);
    c.fillRect(-0.73, 0.1, 0.07, 0.2);
    c.fillRect(-0.64, 0.17, 0.04, 0.13);
    if (look.long) oval(c, look.hair, [0, 0.5, 0.2, 0.27]);
    oval(c, look.shirt, [0, 1.08, 0.42, 0.36]);
    c.fillStyle = look.skin;
    c.fillRect(-0.06, 0.58, 0.12, 0.16);
    oval(c, look.skin, [0, 0.74, 0.062, 0.05]);
    oval(c, look.hair, [0, 0.38, 0.166, 0.19]);
    c.save();
    c.beginPath();
    c.ellipse(0, 0.44, 0.143, 0.183, 0, 0, Math.PI * 2);
    c.clip();
    oval(c, look.skin, [0, 0.44, 0.138, 0.178]);
    oval(c, look.hair, [-0.07, 0.27, 0.2, 0.095]);
    c.restore();
    oval(c, '#2b2320', [-0.052, 0.425, 0.0125, 0.015]);
    oval(c, '#2b2320', [0.052, 0.425, 0.0125, 0.015]);
    c.strokeStyle = '#2b2320';
    c.lineWidth = 0.009;
    c.lineCap = 'round';
    c.beginPath();
    c.arc(0, 0.485, 0.052, 0.25 * Math.PI, 0.75 * Math.PI);
    c.stroke();
  }

  /** @param {CanvasRenderingContext2D} c */
  function paintScreen(c) {
    const {width, height} = c.canvas;
    c.fillStyle = '#ffffff';
    c.fillRect(0, 0, width, height);
    c.fillStyle = '#20304f';
    c.fillRect(0, 0, width, height * 0.12);
    c.fillStyle = '#3d5486';
    c.fillRect(width * 0.06, height * 0.2, width * 0.42, height * 0.06);
    c.fillStyle = '#d6dce8';
    for (let row = 0; row < 5; row++)
      c.fillRect(width * 0.06, height * (0.34 + row * 0.09), width * (0.36 - (row % 2) * 0.08), height * 0.03);
    const bars = [0.3, 0.42, 0.38, 0.56, 0.64];
    bars.forEach((bar, index) => {
      c.fillStyle = index === 4 ? '#2b59d9' : '#9db8ff';
      c.fillRect(width * (0.56 + index * 0.078), height * (0.88 - bar), width * 0.05, height * bar);
    });
  }

  /** Nothing to hear, and yet not the nothing of a microphone that is switched off. */
  function quietRoom() {
    const audio = new AudioContext();
    const air = new ConstantSourceNode(audio, {offset: 0.001});
    const destination = audio.createMediaStreamDestination();
    air.connect(destination);
    air.start();
    const tracks = destination.stream.getAudioTracks();
    for (const track of tracks) track.getSettings = () => ({deviceId: 'a'});
    Object.assign(globalThis, {silenceScene: () => (air.offset.value = 0)});
    return tracks;
  }

  Object.assign(navigator.mediaDevices, {
    /** @param {MediaStreamConstraints} wanted */
    getUserMedia: async wanted =>
      new MediaStream([
        ...(wanted.video ? stream(size.width, size.height, paintPerson).getTracks() : []),
        ...(wanted.audio ? quietRoom() : []),
      ]),
    getDisplayMedia: async () => stream(1280, 800, paintScreen),
    enumerateDevices: async () => [
      {kind: 'audioinput', deviceId: 'a', label: 'Built-in microphone', groupId: ''},
      {kind: 'videoinput', deviceId: 'a', label: 'Built-in camera', groupId: ''},
      {kind: 'audiooutput', deviceId: 'default', label: 'Built-in speakers', groupId: ''},
    ],
  });
}

/** Four who are told apart at a glance. */
export const looks = [
  {name: 'Mia Berg', wall: '#8fb3c9', sill: '#a9c7d8', shirt: '#2f4a63', skin: '#e6b896', hair: '#4a2f24', long: true},
  {
    name: 'Chidi Okafor',
    wall: '#d9b48a',
    sill: '#e6c9a6',
    shirt: '#f0ece2',
    skin: '#7a4d36',
    hair: '#1d1715',
    long: false,
  },
  {name: 'Ana Lima', wall: '#a5bfa0', sill: '#bcd1b6', shirt: '#c25b4b', skin: '#c98f6b', hair: '#2c1d18', long: true},
  {name: 'Jun Sato', wall: '#b7abc9', sill: '#cabfd9', shirt: '#4d5a8a', skin: '#ecc6a0', hair: '#211d1e', long: false},
];
