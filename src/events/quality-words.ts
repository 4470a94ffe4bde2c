import type {CallQuality, SentPicture} from '../call/quality.js';
import type {Strings} from '../locale/strings.js';

/** What a change of quality means to a person: how their picture is sent from now on, and what is amiss; '' for nothing. */
export function qualityWords(before: CallQuality, after: CallQuality, strings: Strings): string {
  const steps = Object.entries(after.participants).flatMap(([uid, {picture}]) => {
    // A connection that takes the place of another may begin with less than the best.
    const lastStep = before.participants[uid]?.picture.step ?? 0;
    return picture.step === lastStep ? [] : stepWords(picture, strings);
  });
  // Several connections take the same step for the same reason.
  return [...new Set(steps), ...after.reasons.map(reason => strings.qualityReasons[reason])].join(' ');
}

function stepWords({soundOnly, reason}: SentPicture, strings: Strings): readonly string[] {
  if (!reason) return [];
  const why = strings.pictureReasons[reason];
  if (soundOnly) return [strings.pictureOff(why)];
  return [reason === 'recovered' ? strings.pictureLarger(why) : strings.pictureSmaller(why)];
}
