import type {CallQuality, SentPicture} from '../call/quality.js';
import type {Strings} from '../locale/strings.js';

/** What a change of quality means to a person: how their picture is sent from now on, and what is amiss; '' for nothing. */
export function qualityWords(before: CallQuality, after: CallQuality, strings: Strings): string {
  const steps = Object.entries(after.participants).flatMap(([uid, {picture}]) => {
    const last = before.participants[uid]?.picture;
    return last && picture.step !== last.step ? stepWords(last, picture, strings) : [];
  });
  // Several connections take the same step for the same reason.
  return [...new Set(steps), ...after.reasons.map(reason => strings.qualityReasons[reason])].join(' ');
}

function stepWords(last: SentPicture, {step, soundOnly, reason}: SentPicture, strings: Strings): readonly string[] {
  if (!reason) return [];
  const why = strings.pictureReasons[reason];
  if (soundOnly) return [strings.pictureOff(why)];
  return [step > last.step ? strings.pictureSmaller(why) : strings.pictureLarger(why)];
}
