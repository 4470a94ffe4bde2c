import type {ReportEntry} from './call-report.js';
import {soundOnly} from './send-rungs.js';

/** How each problem shows in an entry, and its sentence. docs/troubleshooting.md has a heading for each. */
const seen: readonly (readonly [pattern: RegExp, sentence: string])[] = [
  [/^path relay .*\b(?:tcp|tls)\b(?!.*udp-untried)/, 'UDP seems blocked: relayed over TCP.'],
  [/^path (?!.*(?:relay-only|(?:tcp|tls)$)).*\brelay\b/, 'No direct way was found: relayed over a TURN server.'],
  [/^error signaling-unreachable|^signaling lost/, 'Firestore could not be reached.'],
  [
    /^phase .*→ reconnecting|^connections .*\b[1-9]\d* interrupted|^quality .*interrupted/,
    'Connections were interrupted and had to be recovered.',
  ],
  [new RegExp(`^picture rung ${soundOnly}`), 'The line carried no picture for a time: sound only.'],
  [/^(?:picture|quality) .*busy-device/, 'This device was too busy to encode the picture.'],
  [/^(?:picture|quality) .*low-bandwidth/, 'The upload was too slow for the picture.'],
  [/^(?:picture|quality) .*loss-/, 'Packets were lost on the way.'],
  [/^(?:picture|quality) .*delay/, 'The delay was long enough to disturb talking.'],
  [/^quality .*sound-gaps/, 'The sound of others had gaps.'],
  [/^quality .*picture-freezes/, 'Pictures of others froze.'],
  [/^device microphone unavailable/, 'The microphone could not be used.'],
  [/^device camera unavailable/, 'The camera could not be used.'],
  [/^device screen unavailable/, 'The screen could not be shared.'],
  [/^device microphone interrupted/, 'The system took the microphone away.'],
  [/^device camera interrupted/, 'The system took the camera away.'],
  [/^device microphone silent/, 'Nothing was heard from the microphone.'],
  [/^device microphone talking-while-muted/, 'Somebody spoke here while muted.'],
  [/^device .*replaced/, 'A device was unplugged, and another one took its place.'],
];

/** By code of the error. */
const failed: Readonly<Record<string, string>> = {
  'relay-needed': 'A TURN server is needed for these two networks, and none answered.',
  'invalid-room': 'The page gave no valid room.',
  'invalid-config': 'The settings of the page were wrong.',
  'firebase-mismatch': 'The page loaded Firebase twice.',
  'insecure-context': 'The page was not secure.',
  unsupported: 'This browser cannot make calls.',
  'sign-in-disabled': 'Signing in was switched off.',
  'sign-in-throttled': 'Too many people signed in.',
  'permission-denied': 'Firestore refused access.',
  'app-check-refused': 'App Check refused the page.',
  'room-full': 'The call was full.',
  'room-locked': 'The room was locked.',
  removed: 'The owner of the room removed this person.',
  'taken-over': 'The call went on in another tab or device.',
};

export const problemSentences: readonly string[] = [...seen.map(([, sentence]) => sentence), ...Object.values(failed)];

/** The problems found so far. One that was found stays when the entry that told of it is dropped. */
export class FoundProblems {
  readonly #found = new Set<string>();

  add({what, detail}: Pick<ReportEntry, 'what' | 'detail'>): void {
    for (const [pattern, sentence] of seen) if (pattern.test(`${what} ${detail}`)) this.#found.add(sentence);
    const sentence = what === 'error' && failed[detail];
    if (sentence) this.#found.add(sentence);
  }

  /** One plain sentence for each. */
  get sentences(): readonly string[] {
    return problemSentences.filter(sentence => this.#found.has(sentence));
  }
}
