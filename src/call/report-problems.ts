import type {ReportEntry} from './call-report.js';

/** Each problem: how it shows in the entries, and its sentence. docs/troubleshooting.md has a heading for each. */
const problems: readonly {readonly sentence: string; readonly isIn: (entries: readonly ReportEntry[]) => boolean}[] = [
  {
    sentence: 'UDP seems blocked: relayed over TCP.',
    isIn: entries => entries.some(({what, detail}) => what === 'path' && /^relay .*\b(?:tcp|tls)\b/.test(detail)),
  },
  {
    sentence: 'No direct way was found: relayed over a TURN server.',
    isIn: entries =>
      entries.some(
        ({what, detail}) => what === 'path' && /\brelay\b/.test(detail) && !/\b(?:tcp|tls|relay-only)\b/.test(detail),
      ),
  },
  {
    sentence: 'A TURN server is needed for these two networks, and none answered.',
    isIn: has('error', 'relay-needed'),
  },
  {
    sentence: 'Firestore could not be reached.',
    isIn: entries => has('error', 'signaling-unreachable')(entries) || has('signaling', 'lost')(entries),
  },
  {
    sentence: 'Connections were interrupted and had to be recovered.',
    isIn: entries =>
      has('phase', '→ reconnecting')(entries) ||
      entries.some(({what, detail}) => what === 'connections' && /\b[1-9]\d* interrupted/.test(detail)),
  },
  {sentence: 'The line carried no picture for a time: sound only.', isIn: has('picture', 'rung 5')},
  {sentence: 'This device was too busy to encode the picture.', isIn: has('picture', 'busy-device')},
  {sentence: 'The upload was too slow for the picture.', isIn: has('picture', 'low-bandwidth')},
  {
    sentence: 'Packets were lost on the way.',
    isIn: entries => has('quality', 'loss-in')(entries) || has('quality', 'loss-out')(entries),
  },
  {sentence: 'The delay was long enough to disturb talking.', isIn: has('quality', 'delay')},
  {sentence: 'The microphone could not be used.', isIn: has('device', 'microphone unavailable')},
  {sentence: 'The camera could not be used.', isIn: has('device', 'camera unavailable')},
  {sentence: 'Nothing was heard from the microphone.', isIn: has('device', 'microphone silent')},
  {sentence: 'A device was unplugged, and another one took its place.', isIn: has('device', 'replaced')},
];

export const problemSentences: readonly string[] = problems.map(({sentence}) => sentence);

/** One plain sentence for each problem found. Pure. */
export const problemsIn = (entries: readonly ReportEntry[]): readonly string[] =>
  problems.filter(({isIn}) => isIn(entries)).map(({sentence}) => sentence);

function has(what: ReportEntry['what'], words: string): (entries: readonly ReportEntry[]) => boolean {
  return entries => entries.some(entry => entry.what === what && entry.detail.includes(words));
}
