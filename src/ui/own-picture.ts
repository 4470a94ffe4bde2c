import type {CallState} from '../call/call-state.js';
import type {Strings} from '../locale/strings.js';

/** That a camera is on and its picture left out, because the line carries sound only; '' where it is not so. */
export function pictureOffWords({camera, participants, quality}: CallState, strings: Strings): string {
  if (camera.status !== 'on') return '';
  const connected = participants.filter(({connection}) => connection === 'connected');
  const pictureTo = (uid: string) => quality.participants[uid]?.picture;
  const without = connected.filter(({uid}) => pictureTo(uid)?.soundOnly);
  const [first] = without;
  if (!first) return '';
  const why = strings.pictureReasons[pictureTo(first.uid)?.reason ?? 'low-bandwidth'];
  return without.length === connected.length
    ? strings.pictureOff(why)
    : strings.pictureOffFor(first.name || strings.guest, why);
}
