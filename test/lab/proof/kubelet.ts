/** The resolv.conf that a kubelet writes from a pod's DNS fields. */

import { z } from 'zod';

/** The kubelet's configuration of the cluster. */
export interface ClusterDns {
  readonly nameserver: string;
  readonly domain: string;
  readonly namespace: string;
}

const DnsFields = z.object({
  spec: z.object({
    dnsPolicy: z.enum(['ClusterFirst', 'None']).default('ClusterFirst'),
    dnsConfig: z
      .object({
        nameservers: z.array(z.string()).default([]),
        searches: z.array(z.string()).default([]),
        options: z.array(z.object({ name: z.string(), value: z.string().optional() })).default([]),
      })
      .default({ nameservers: [], searches: [], options: [] }),
  }),
});

/**
 * The text for a pod with dnsPolicy ClusterFirst or None. Nameservers and search domains of the pod are appended,
 * options are merged by name and the pod's win (kubernetes, pkg/kubelet/network/dns/dns.go, appendDNSConfig and
 * mergeDNSOptions; there in a Go map's order, here in the order of writing); the runtime writes search, nameservers
 * and options (containerd, parseDNSOptions).
 */
export function resolvConfOf(pod: unknown, { nameserver, domain, namespace }: ClusterDns): string {
  const { dnsPolicy, dnsConfig } = DnsFields.parse(pod).spec;
  const isClusters = dnsPolicy === 'ClusterFirst';
  const searches = isClusters ? [`${namespace}.svc.${domain}`, `svc.${domain}`, domain] : [];
  const options = new Map<string, string>(isClusters ? [['ndots', '5']] : []);
  for (const { name, value } of dnsConfig.options) options.set(name, value ?? '');
  const search = distinct([...searches, ...dnsConfig.searches]);
  const nameservers = distinct([...(isClusters ? [nameserver] : []), ...dnsConfig.nameservers]);
  const written = [...options].map(([name, value]) => (value === '' ? name : `${name}:${value}`));
  return [
    ...(search.length === 0 ? [] : [`search ${search.join(' ')}`]),
    ...nameservers.map((one) => `nameserver ${one}`),
    ...(written.length === 0 ? [] : [`options ${written.join(' ')}`]),
    '',
  ].join('\n');
}

function distinct(words: readonly string[]): readonly string[] {
  return [...new Set(words)];
}
