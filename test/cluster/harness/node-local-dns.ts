/**
 * NodeLocal DNSCache, as kubernetes/kubernetes cluster/addons/dns/nodelocaldns installs it. CoreDNS runs in place of node-cache, which is
 * CoreDNS and a part that sets up the address and its NOTRACK rules: the lab does that (`makeNodeLocalAddress`).
 */

import { COREDNS_IMAGE } from './archives.ts';
import { DNS_LABELS, DNS_NAMESPACE } from './cluster-dns.ts';

/** A second Service of the DNS pods: the cache forwards to it. */
const UPSTREAM_VIP = '10.96.0.11';
export const NODE_LOCAL_NAME = 'node-local-dns';

const COREFILE = `cluster.local:53 in-addr.arpa:53 ip6.arpa:53 {
    errors
    cache {
       success 9984 30
       denial 9984 5
    }
    reload
    forward . ${UPSTREAM_VIP} {
       force_tcp
    }
}
.:53 {
    errors
    cache 30
    reload
    forward . /etc/resolv.conf
}
`;

export function nodeLocalDns(): readonly object[] {
  const labels = { 'k8s-app': NODE_LOCAL_NAME };
  const metadata = { name: NODE_LOCAL_NAME, namespace: DNS_NAMESPACE, labels };
  const port = { port: 53, targetPort: 53 };
  return [
    { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { Corefile: COREFILE } },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { ...metadata, name: 'kube-dns-upstream' },
      spec: {
        clusterIP: UPSTREAM_VIP,
        selector: DNS_LABELS,
        ports: [
          { ...port, name: 'dns', protocol: 'UDP' },
          { ...port, name: 'dns-tcp', protocol: 'TCP' },
        ],
      },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      metadata,
      spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: podSpec() } },
    },
  ];
}

function podSpec(): object {
  return {
    hostNetwork: true,
    dnsPolicy: 'Default',
    tolerations: [{ operator: 'Exists' }],
    terminationGracePeriodSeconds: 1,
    containers: [
      {
        name: 'node-cache',
        image: COREDNS_IMAGE,
        imagePullPolicy: 'IfNotPresent',
        args: ['-conf', '/etc/coredns/Corefile'],
        volumeMounts: [{ name: 'config', mountPath: '/etc/coredns', readOnly: true }],
      },
    ],
    volumes: [{ name: 'config', configMap: { name: NODE_LOCAL_NAME } }],
  };
}
