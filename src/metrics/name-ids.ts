/** Short label values for the configured names. */

/**
 * The id of a name is its first labels: the smallest number of them that makes the id unique. `kubernetes` for
 * `kubernetes.default.svc.cluster.local.`, `www.a` and `www.b` for `www.a.example` and `www.b.example`.
 * Names that differ only in a trailing dot keep it: only the name without it uses the search list.
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
