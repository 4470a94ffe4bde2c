import type {ReportEntry} from './call-report.js';

/** How each problem shows in an entry, and its sentence. docs/troubleshooting.md has a heading for each. */
const problems: readonly (readonly [pattern: RegExp, sentence: string])[] = [
  [/^path relay .*\b(?:tcp|tls)\b(?!.*udp-untried)/, 'UDP seems blocked: relayed over TCP.'],
  [/^path (?!.*(?:relay-only|(?:tcp|tls)$)).*\brelay\b/, 'No direct way was found: relayed over a TURN server.'],
  [/^error relay-needed/, 'A TURN server is needed for these two networks, and none answered.'],
  [/^error signaling-unreachable|^signaling lost/, 'Firestore could not be reached.'],
  [
    /^phase .*→ reconnecting|^connections .*\b[1-9]\d* interrupted|^quality .*interrupted/,
    'Connections were interrupted and had to be recovered.',
  ],
  [/^picture rung 5/, 'The line carried no picture for a time: sound only.'],
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
  [/^error invalid-room/, 'The page gave no valid room.'],
  [/^error invalid-config/, 'The settings of the page were wrong.'],
  [/^error firebase-mismatch/, 'The page loaded Firebase twice.'],
  [/^error insecure-context/, 'The page was not secure.'],
  [/^error unsupported/, 'This browser cannot make calls.'],
  [/^error sign-in-disabled/, 'Signing in was switched off.'],
  [/^error sign-in-throttled/, 'Too many people signed in from this network.'],
  [/^error permission-denied/, 'Firestore refused access.'],
  [/^error app-check-refused/, 'App Check refused the page.'],
  [/^error room-full/, 'The call was full.'],
  [/^error room-locked/, 'The room was locked.'],
  [/^error removed/, 'The owner of the room removed this person.'],
  [/^error taken-over/, 'The call went on in another tab or device.'],
];

export const problemSentences: readonly string[] = problems.map(([, sentence]) => sentence);

/** The problems found so far. One that was found stays when the entry that told of it is dropped. */
export class FoundProblems {
  readonly #found = new Set<string>();

  add({what, detail}: Pick<ReportEntry, 'what' | 'detail'>): void {
    for (const [pattern, sentence] of problems) if (pattern.test(`${what} ${detail}`)) this.#found.add(sentence);
  }

  /** One plain sentence for each. */
  get sentences(): readonly string[] {
    return problemSentences.filter(sentence => this.#found.has(sentence));
  }
}
