/** Names for `video-codecs`. */
export const videoCodecNames = ['av1', 'vp9', 'h264', 'vp8'] as const;
export type VideoCodecName = (typeof videoCodecNames)[number];

/**
 * VP8 first: every browser has it, it is the cheapest to encode in software, and in a mesh each far side costs an
 * encoder. H.264 next, which phones encode in hardware. docs/decisions/video-codecs.md
 */
export const defaultVideoCodecs: readonly VideoCodecName[] = ['vp8', 'h264', 'vp9', 'av1'];

/** `video-codecs` as a list; unknown words are skipped. */
export const parseVideoCodecs = (value: string): readonly VideoCodecName[] => {
  const words = value.toLowerCase().split(/[\s,]+/);
  return words.flatMap(word => videoCodecNames.filter(name => name === word));
};

/**
 * The browser's codecs in the wanted order, for `setCodecPreferences`. What it lacks is skipped, and nothing is left out:
 * any two browsers have VP8 and H.264 in common (RFC 7742, section 5), retransmission and error correction belong to
 * whichever codec is chosen, and of a codec that is left out Firefox still writes `a=rtcp-fb`, for which Chromium refuses
 * the whole offer (seen with AV1 of Firefox 153).
 */
export function orderCodecs<T extends {readonly mimeType: string}>(
  codecs: readonly T[],
  preferred: readonly VideoCodecName[],
): readonly T[] {
  const names = [...new Set([...preferred, ...defaultVideoCodecs])];
  const nameOf = ({mimeType}: T): string => mimeType.toLowerCase().replace('video/', '');
  const isMedia = (codec: T): boolean => videoCodecNames.some(name => name === nameOf(codec));
  const wanted = names.flatMap(name => codecs.filter(codec => nameOf(codec) === name));
  return wanted.length === 0 ? codecs : [...wanted, ...codecs.filter(codec => !isMedia(codec))];
}
