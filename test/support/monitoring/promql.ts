/** A client of a Prometheus that listens inside of a network namespace. */

import type { Namespace } from '../../lab/ground/namespace.ts';

export interface QueryResult {
  readonly expr: string;
  /** The reason why Prometheus refused it; empty if it did not. */
  readonly error: string;
  readonly samples: readonly { readonly labels: Readonly<Record<string, string>>; readonly value: number }[];
}

export interface PrometheusClient {
  /** Evaluates each expression at the present time. */
  query(expressions: readonly string[]): Promise<readonly QueryResult[]>;
  /** The rules that it has not evaluated yet, or whose evaluation failed. */
  unhealthyRules(): Promise<readonly string[]>;
}

/** Reads expressions from standard input, a JSON array, and writes Prometheus' answers. */
const ASKER = `
  const asked = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
  const ask = async (expr) => {
    const response = await fetch('http://' + process.argv[1] + '/api/v1/query?query=' + encodeURIComponent(expr));
    return response.json();
  };
  (async () => { for (const expr of asked) console.log(JSON.stringify(await ask(expr))); })();`;

/** The Prometheus that listens at `address` in the namespace. */
export function prometheusAt(namespace: Namespace, address: string): PrometheusClient {
  return {
    query: (expressions) => ask(namespace, address, expressions),
    unhealthyRules: () => unhealthyRules(namespace, address),
  };
}

async function unhealthyRules(namespace: Namespace, address: string): Promise<readonly string[]> {
  const code = `fetch('http://${address}/api/v1/rules').then((r) => r.text()).then((t) => process.stdout.write(t))`;
  const text = await namespace.run([process.execPath, '-e', code]);
  const { data } = JSON.parse(text) as {
    data: {
      groups: readonly { rules: readonly { name: string; health: string; lastError?: string }[] }[];
    };
  };
  return data.groups
    .flatMap(({ rules }) => rules)
    .filter(({ health }) => health !== 'ok')
    .map(({ name, health, lastError = '' }) => `${name}: ${health} ${lastError}`);
}

async function ask(
  namespace: Namespace,
  address: string,
  expressions: readonly string[],
): Promise<readonly QueryResult[]> {
  const input = JSON.stringify(expressions);
  const { stdout, stderr } = await namespace.exec([process.execPath, '-e', ASKER, address], { input });
  const answers = stdout.trim().split('\n');
  return expressions.map((expr, index) => queryResult(expr, answers[index], stderr));
}

function queryResult(expr: string, answer: string | undefined, stderr: string): QueryResult {
  if (!answer) return { expr, error: stderr || 'no answer', samples: [] };
  const parsed = JSON.parse(answer) as {
    error?: string;
    data?: {
      resultType: string;
      result: readonly { metric: Record<string, string>; value: [number, string] }[];
    };
  };
  if (parsed.data === undefined) return { expr, error: parsed.error ?? answer, samples: [] };
  const samples = parsed.data.result.map(({ metric, value }) => ({
    labels: metric,
    value: Number(value[1]),
  }));
  return { expr, error: '', samples };
}
