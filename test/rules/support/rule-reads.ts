/** What the rules had to look up for one request. */
export interface RuleReads {
  /** `get`, `getAfter`, `exists` and `existsAfter` as often as they were called: nothing cached. */
  readonly calls: number;
  /** The documents they were called for, each once: what is billed, and what counts where calls are cached. */
  readonly documents: number;
}

/** One expression of a coverage report (`GET …:ruleCoverage` of an emulator). */
interface Expression {
  readonly sourcePosition: {readonly currentOffset?: number};
  readonly values?: readonly {readonly value?: ExpressionValue; readonly count?: number}[];
  readonly children?: readonly Expression[];
}

interface ExpressionValue {
  readonly pathValue?: {readonly segments: readonly {readonly simple?: string}[]};
}

const lookupName = /^(?:get|getAfter|exists|existsAfter)\(/;

/**
 * Reads what a request cost from the coverage report of an emulator whose rules were loaded just before it. The
 * emulator reports each expression of the rules with the values that it came to and how often; a lookup is a call of
 * one of four names, and its one child is the path that it looked up.
 */
export function readRuleReads(report: unknown, rules: string): RuleReads {
  const {report: roots = []} = report as {readonly report?: readonly Expression[]};
  const lookups = roots.flatMap(flatten).filter(expression => isLookup(expression, rules));
  const paths = lookups.flatMap(({children = []}) => children.flatMap(evaluations));
  return {
    calls: paths.length,
    documents: new Set(paths.map(toPath)).size,
  };
}

const flatten = (expression: Expression): readonly Expression[] => [
  expression,
  ...(expression.children ?? []).flatMap(flatten),
];

/** What an expression came to, each time. What was skipped has no value. */
const evaluations = ({values = []}: Expression): readonly ExpressionValue[] =>
  values.flatMap(({value = {}, count = 1}) =>
    Object.keys(value).length === 0 ? [] : Array<ExpressionValue>(count).fill(value),
  );

const start = ({sourcePosition}: Expression): number => sourcePosition.currentOffset ?? 0;

/** `get(path).data` begins like `get(path)`, but only the call has the path as its first child. */
function isLookup(expression: Expression, rules: string): boolean {
  const name = lookupName.exec(rules.slice(start(expression)))?.[0];
  const [path] = expression.children ?? [];
  return name !== undefined && path !== undefined && start(path) === start(expression) + name.length;
}

const toPath = ({pathValue}: ExpressionValue): string =>
  (pathValue?.segments ?? []).map(({simple}) => simple).join('/');
