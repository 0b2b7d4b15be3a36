/** Finds names whose answers have an address, and the CNAME record that leads to it only after it. */

import type { Misordered } from '../domain/evidence.ts';
import type { Answer, QueryOutcome } from '../domain/outcome.ts';

/** By name, without the trailing dot; only names with such an answer. */
export function misordered(queries: readonly QueryOutcome[]): Readonly<Record<string, Misordered>> {
  const found = queries.filter((query) => (answerOf(query)?.addresses.length ?? 0) > 0);
  const wrong = found.filter((query) => answerOf(query)?.inOrder?.length === 0);
  const names = [...new Set(wrong.map(bareName))];
  return Object.fromEntries(
    names.map((name) => {
      const own = wrong.filter((query) => bareName(query) === name);
      return [
        name,
        {
          answers: own.length,
          of: found.filter((query) => bareName(query) === name).length,
          servers: [...new Set(own.map(({ server }) => server.address))],
        },
      ];
    }),
  );
}

function answerOf(query: QueryOutcome): Answer | undefined {
  return query.kind === 'answered' || query.kind === 'late' ? query.answer : undefined;
}

function bareName({ name }: QueryOutcome): string {
  return name.replace(/\.$/, '');
}
