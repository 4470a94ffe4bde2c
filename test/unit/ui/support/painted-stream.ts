/** A picture of somebody that moves, and never leaves this browser. */
export function paintedStream(hue: number, width = 640, height = 360): MediaStream {
  const canvas = Object.assign(document.createElement('canvas'), {width, height});
  const context = canvas.getContext('2d');
  let frame = 0;
  const paint = (): void => {
    if (!context) return;
    const sky = context.createLinearGradient(0, 0, width, height);
    sky.addColorStop(0, `hsl(${hue} 45% 72%)`);
    sky.addColorStop(1, `hsl(${hue + 40} 35% 42%)`);
    context.fillStyle = sky;
    context.fillRect(0, 0, width, height);
    const sway = Math.sin(frame++ / 12) * width * 0.01;
    const unit = Math.min(width, height);
    context.fillStyle = `hsl(${hue + 180} 30% 34%)`;
    context.beginPath();
    context.ellipse(width / 2 + sway, height + unit * 0.12, unit * 0.46, unit * 0.42, 0, 0, Math.PI * 2);
    context.fill();
    context.fillStyle = 'hsl(24 48% 66%)';
    context.beginPath();
    context.ellipse(width / 2 + sway, height * 0.46, unit * 0.17, unit * 0.22, 0, 0, Math.PI * 2);
    context.fill();
    context.fillStyle = `hsl(${hue + 20} 30% 22%)`;
    context.beginPath();
    context.ellipse(width / 2 + sway, height * 0.46 - unit * 0.13, unit * 0.19, unit * 0.13, 0, Math.PI, Math.PI * 2);
    context.fill();
  };
  paint();
  setInterval(paint, 50);
  return canvas.captureStream(20);
}

/** A sound track that is silent. */
export function quietTrack(): MediaStreamTrack {
  const [track] = new AudioContext().createMediaStreamDestination().stream.getAudioTracks();
  if (!track) throw new Error('no track');
  return track;
}

/** A picture that stands still, and sends nothing, until it is painted in another colour. */
export function stillStream(): {readonly stream: MediaStream; paint(color: string): void} {
  const canvas = Object.assign(document.createElement('canvas'), {width: 64, height: 36});
  const context = canvas.getContext('2d');
  const paint = (color: string): void => {
    if (!context) return;
    context.fillStyle = color;
    context.fillRect(0, 0, canvas.width, canvas.height);
  };
  paint('black');
  return {stream: canvas.captureStream(), paint};
}

/** The colour in the middle of what a `<video>` shows: red, green and blue, from 0 to 255. */
export function colorOf(video: HTMLVideoElement): readonly number[] {
  const canvas = new OffscreenCanvas(1, 1);
  const context = canvas.getContext('2d');
  context?.drawImage(video, 0, 0, 1, 1);
  return [...(context?.getImageData(0, 0, 1, 1).data ?? [])].slice(0, 3);
}
