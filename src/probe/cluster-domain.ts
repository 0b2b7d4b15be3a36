/** What the search list of resolv.conf says: the cluster's domain, whether this is a pod, and which domains are outside the cluster. */

import { scopeWithin } from '../domain/name-scope.ts';
import type { ResolvConf } from '../resolver/resolv-conf.ts';

/**
 * The cluster's domain. The search list of a pod is `<namespace>.svc.<domain> svc.<domain> <domain>`, and the namespace may
 * be called `svc` itself. Without such a list it is what follows `svc.`, else `cluster.local`, every installer's default.
 */
export function clusterDomain({ search }: Pick<ResolvConf, 'search'>): string {
  const whole = search.find((domain, index) => {
    const [own, services] = [search[index - 2], search[index - 1]];
    return services === `svc.${domain}` && own?.endsWith(`.${services}`);
  });
  const services = search.find((domain) => domain.startsWith('svc.'));
  return whole ?? services?.slice('svc.'.length) ?? 'cluster.local';
}

/** Is it the search list that the kubelet writes for a pod? Its nameservers are then those that the cluster gives (dnsPolicy `ClusterFirst`). */
export function isOfAPod({ search }: Pick<ResolvConf, 'search'>): boolean {
  return search.some((domain) => domain.startsWith('svc.'));
}

/** A name that every cluster has. The trailing dot turns the search list off. */
export function defaultName(conf: Pick<ResolvConf, 'search'>): string {
  return `kubernetes.default.svc.${clusterDomain(conf)}.`;
}

/**
 * The names that pairs ask for. In a pod, whose search list names the cluster's domain, one of them is the cluster's own: without it, nothing would
 * show whether the DNS pods fail or the servers behind them.
 */
export function pairNames(names: readonly string[], conf: Pick<ResolvConf, 'search'>): readonly string[] {
  const scopeOf = scopeWithin(clusterDomain(conf));
  return !isOfAPod(conf) || names.some((name) => scopeOf(name) === 'cluster')
    ? names
    : [...names, defaultName(conf)];
}

/** Leaves room for a label of 20 bytes in front, because a name has 253 bytes at most. */
const WELL_FORMED = /^(?=.{1,200}$)([\w-]{1,63}\.)*[\w-]{1,63}$/;

/**
 * The search domains that are not the cluster's own: for those the cluster answers from its own records. The host's domains
 * are among them, which the kubelet adds to each pod's list.
 */
export function outsideDomains(conf: Pick<ResolvConf, 'search'>): readonly string[] {
  const own = clusterDomain(conf);
  return conf.search
    .map((domain) => domain.replace(/\.$/, ''))
    .filter((domain) => domain !== own && !domain.endsWith(`.${own}`) && WELL_FORMED.test(domain));
}
