import type {CallState} from '../call/call-state.js';
import type {Strings} from '../locale/strings.js';

/** That a camera or a shared screen is on and left out, because the line carries sound only; '' where it is not so. */
export function pictureOffWords({camera, screen, participants, quality}: CallState, strings: Strings): string {
  const isShared = screen.status === 'on';
  if (camera.status !== 'on' && !isShared) return '';
  const connected = participants.filter(({connection}) => connection === 'connected');
  const pictureTo = (uid: string) => quality.participants[uid]?.picture;
  const without = connected.filter(({uid}) => pictureTo(uid)?.soundOnly);
  const [first] = without;
  if (!first) return '';
  const why = strings.pictureReasons[pictureTo(first.uid)?.reason ?? 'low-bandwidth'];
  // Whoever shows something has to know that first.
  if (without.length === connected.length) return strings[isShared ? 'screenOff' : 'pictureOff'](why);
  return strings[isShared ? 'screenOffFor' : 'pictureOffFor'](first.name || strings.guest, why);
}
