/** Reads a PromQL expression as far as the tests need it: which metrics it selects, and by which labels. */

export interface Selector {
  readonly metric: string;
  readonly matchers: readonly { readonly label: string; readonly operator: string; readonly value: string }[];
  /** `5m`, `$__range`; undefined for an instant vector. */
  readonly range: string | undefined;
  /** The function whose argument this range vector is: `rate`, `increase`, ...; empty if none. */
  readonly call: string;
}

/** Any `name{...}[...]` and any bare metric; `metrics` says which bare words are metrics and not labels or functions. */
export function selectorsOf(expr: string, isMetric: (word: string) => boolean): readonly Selector[] {
  const readable = expr.replaceAll(/"[^"]*"/g, hideBraces);
  const pattern = /\b([a-zA-Z_:][\w:]*)(?:\{([^}]*)\})?(?:\[([^\]]+)\])?/g;
  return [...readable.matchAll(pattern)].flatMap(({ 0: text, 1: metric = '', 2: inner, 3: range, index }) => {
    if (!text.includes('{') && !isMetric(metric)) return [];
    const call = /([a-z_]+)\(\s*$/.exec(readable.slice(0, index))?.[1] ?? '';
    return [{ metric, matchers: matchersOf(inner ?? ''), range, call: range === undefined ? '' : call }];
  });
}

/** The labels by which an expression aggregates: those of every `by (...)` and `without (...)`. */
export function groupingsOf(expr: string, keyword: 'by' | 'without'): readonly string[] {
  const pattern = new RegExp(`\\b${keyword}\\s*\\(([^)]*)\\)`, 'g');
  return [...expr.matchAll(pattern)].flatMap(([, inner = '']) =>
    inner.split(',').map((label) => label.trim()),
  );
}

function matchersOf(inner: string): Selector['matchers'] {
  return [...inner.matchAll(/(\w+)\s*(=~|!~|!=|=)\s*"([^"]*)"/g)].map(
    ([, label = '', operator = '', value = '']) => ({ label, operator, value }),
  );
}

/** Braces and brackets inside of a quoted value are not syntax of PromQL. */
function hideBraces(quoted: string): string {
  return quoted.replaceAll(/[{}[\]]/g, '.');
}
