/** What Chromium gives a voice by itself. Firefox gives twice as much (tried in 153), which is more than a narrow line has. */
export const voiceKbps = 32;

/**
 * Firefox sends fifty packets a second whatever fits, of which each has 60 bytes of headers (IP to SRTP). To take as little of
 * a line as others do, a voice has this part of what they give it; 12 kbit/s are understood still (RFC 7587, section 3.1.1).
 */
const shareInShortPackets = 0.6;

/** What this is sent with at most; with 0 kbps nothing is. */
export function bound(encoding: RTCRtpEncodingParameters, kbps: number): void {
  encoding.active = kbps > 0;
  if (kbps > 0) encoding.maxBitrate = kbps * 1_000;
}

/**
 * The same of sound.
 *
 * @param kbps with it goes sound in packets as long as the browser makes them; null where nothing has to be spared
 * @param usualKbps where nothing has to be spared; null for what the browser gives
 */
export function boundSound(encoding: RTCRtpEncodingParameters, kbps: number | null, usualKbps: number | null): void {
  const isLongPossible = 'adaptivePtime' in encoding;
  const boundKbps = kbps === null ? usualKbps : kbps * (isLongPossible ? 1 : shareInShortPackets);
  if (boundKbps === null) delete encoding.maxBitrate;
  else bound(encoding, boundKbps);
  if (isLongPossible) encoding.adaptivePtime = kbps !== null;
}

/** Changes how a sender sends. A call that another comes between rejects (WebRTC, section 5.2, setParameters). */
export async function setParameters(
  sender: RTCRtpSender,
  change: (parameters: RTCRtpSendParameters) => void,
  options?: RTCSetParameterOptions,
): Promise<void> {
  const parameters = sender.getParameters();
  change(parameters);
  await sender.setParameters(parameters, options);
}

/**
 * The picture goes on with a key frame, if one is sent: by `encodingOptions` (WebRTC extensions, section 5.5). A browser that
 * does not read them begins a picture that paused with one.
 */
export async function sendKeyFrame(sender: RTCRtpSender): Promise<void> {
  const {encodings} = sender.getParameters();
  if (!encodings.some(({active}) => active)) return;
  let readCount = 0;
  const options = {
    get encodingOptions() {
      readCount++;
      return encodings.map(() => ({keyFrame: true}));
    },
  };
  await setParameters(sender, () => undefined, options);
  if (readCount > 0) return;
  const setActive = (active: boolean) => (parameters: RTCRtpSendParameters) => {
    for (const encoding of parameters.encodings) encoding.active = active;
  };
  await setParameters(sender, setActive(false));
  // Left inactive it would stay so.
  await setParameters(sender, setActive(true)).catch(() => setParameters(sender, setActive(true)));
}
