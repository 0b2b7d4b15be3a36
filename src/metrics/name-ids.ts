/** Short label values for the configured names. */

/**
 * For each name as few of its first labels as tell it from the others: `kubernetes` for
 * `kubernetes.default.svc.cluster.local.`, `www.a` and `www.b` for `www.a.example` and `www.b.example`.
 * Names that differ in nothing but a trailing dot keep it: one of them takes the search list.
 */
export function shortIds(names: readonly string[]): ReadonlyMap<string, string> {
  return new Map(names.map((name) => [name, shortest(name, names)]));
}

function shortest(name: string, names: readonly string[]): string {
  const others = names.filter((other) => other !== name);
  const prefix = (one: string, count: number) => one.split('.').slice(0, count).join('.');
  const count = name
    .split('.')
    .findIndex((_, index) => others.every((other) => prefix(other, index + 1) !== prefix(name, index + 1)));
  return count < 0 ? name : prefix(name, count + 1);
}
