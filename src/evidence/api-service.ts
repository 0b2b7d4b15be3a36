/** The Service of the Kubernetes API, as DNS servers answer for it. Every cluster has it, and its address shows the range of all Services. */

import type { NameScope } from '../domain/evidence.ts';
import { isApiName } from '../domain/name-scope.ts';
import { arrived, type QueryOutcome } from '../domain/outcome.ts';

/** The queries for its name. A name of the same form outside the cluster is not its name. */
export function queriesForApi(
  queries: readonly QueryOutcome[],
  scopeOf: (name: string) => NameScope,
): readonly QueryOutcome[] {
  return queries.filter(({ name }) => isApiName(name) && scopeOf(name) === 'cluster');
}

/** The addresses that its name was answered with, each once. It has one address in each family, so several show that an answer is wrong. */
export function apiAddresses(
  queries: readonly QueryOutcome[],
  scopeOf: (name: string) => NameScope,
): readonly string[] {
  const answers = queriesForApi(queries, scopeOf).filter(arrived);
  return [...new Set(answers.flatMap((query) => ('answer' in query ? (query.answer?.addresses ?? []) : [])))];
}
