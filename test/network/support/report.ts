import type {CaseResult} from './runner.js';

const signs = {passed: '✓', failed: '✗'} as const;

/** One line for one case in one pairing. */
export function formatResult({name, pairing, status, figures, runs, reason}: CaseResult): string {
  const parts = [`${signs[status]} ${status} ${name} [${pairing}]`, ...(runs > 1 ? [`${runs} runs`] : [])];
  return [...parts, figuresOf(figures), ...(reason === undefined ? [] : [reason])].filter(Boolean).join(' · ');
}

const figuresOf = (figures: CaseResult['figures']): string =>
  Object.entries(figures)
    .map(([figure, value]) => `${figure} ${value}`)
    .join(', ');

/** All of them as a table. */
export function formatTable(results: readonly CaseResult[]): string {
  const rows = results.map(({name, must, pairing, status, figures, runs}) => [
    ...[name, must, pairing, String(runs)],
    ...[figuresOf(figures), status],
  ]);
  const head = ['case', 'must', 'pairing', 'runs', 'measured (worst)', 'result'];
  return [head, head.map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |`).join('\n');
}
