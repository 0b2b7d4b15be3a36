/** CoreDNS as kubeadm installs it: the Service at the VIP, two pods, the `kubernetes` plugin. */

import { COREDNS_IMAGE } from './archives.ts';
import { DNS_VIP, DNS_VIP_6 } from './node.ts';

const NAME = 'coredns';
export const DNS_NAMESPACE = 'kube-system';
/** The labels by which the chart finds the DNS pods. */
export const DNS_LABELS = { 'k8s-app': 'kube-dns' };
const PORTS = [
  { name: 'dns', port: 53, protocol: 'UDP' },
  { name: 'dns-tcp', port: 53, protocol: 'TCP' },
] as const;

/** Each DNS pod is on another node if there are enough. */
const OTHER_NODE = {
  weight: 100,
  podAffinityTerm: {
    labelSelector: { matchLabels: DNS_LABELS },
    topologyKey: 'kubernetes.io/hostname',
  },
};

/** kubeadm's Corefile, without `hosts` and without the port for Prometheus. */
const COREFILE = `.:53 {
    errors
    health {
       lameduck 5s
    }
    ready
    kubernetes cluster.local in-addr.arpa ip6.arpa {
       pods insecure
       fallthrough in-addr.arpa ip6.arpa
       ttl 30
    }
    forward . /etc/resolv.conf {
       max_concurrent 1000
    }
    cache 30
    loop
    reload
    loadbalance
}
`;

/** The Service's addresses in a cluster with both address families. */
const BOTH_FAMILIES = { ipFamilyPolicy: 'RequireDualStack', clusterIPs: [DNS_VIP, DNS_VIP_6] };

/** All objects of CoreDNS. */
export function clusterDns(replicas: number, dualStack: boolean): readonly object[] {
  const metadata = { name: NAME, namespace: DNS_NAMESPACE, labels: DNS_LABELS };
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
    ...readingRights(),
    { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { Corefile: COREFILE } },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { ...metadata, name: 'kube-dns' },
      spec: {
        clusterIP: DNS_VIP,
        ...(dualStack && BOTH_FAMILIES),
        selector: DNS_LABELS,
        ports: PORTS,
      },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: {
        replicas,
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1 } },
        selector: { matchLabels: DNS_LABELS },
        template: { metadata: { labels: DNS_LABELS }, spec: podSpec() },
      },
    },
  ];
}

/** The objects that the `kubernetes` plugin may read. */
function readingRights(): readonly object[] {
  const name = 'system:coredns';
  const verbs = ['list', 'watch'];
  const rules = [
    { apiGroups: [''], resources: ['endpoints', 'services', 'pods', 'namespaces'], verbs },
    { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs },
  ];
  const api = { apiVersion: 'rbac.authorization.k8s.io/v1' };
  const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name };
  const subjects = [{ kind: 'ServiceAccount', name: NAME, namespace: DNS_NAMESPACE }];
  return [
    { ...api, kind: 'ClusterRole', metadata: { name }, rules },
    { ...api, kind: 'ClusterRoleBinding', metadata: { name }, roleRef, subjects },
  ];
}

function podSpec(): object {
  const probe = (path: string, port: number) => ({
    httpGet: { path, port, scheme: 'HTTP' },
    timeoutSeconds: 5,
  });
  return {
    serviceAccountName: NAME,
    // The node's own resolv.conf: what CoreDNS forwards to.
    dnsPolicy: 'Default',
    tolerations: [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }],
    affinity: { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [OTHER_NODE] } },
    containers: [
      {
        name: NAME,
        image: COREDNS_IMAGE,
        imagePullPolicy: 'IfNotPresent',
        args: ['-conf', '/etc/coredns/Corefile'],
        resources: { limits: { memory: '170Mi' }, requests: { cpu: '100m', memory: '70Mi' } },
        ports: PORTS.map(({ name, port, protocol }) => ({ name, containerPort: port, protocol })),
        livenessProbe: { ...probe('/health', 8080), initialDelaySeconds: 60, failureThreshold: 5 },
        readinessProbe: probe('/ready', 8181),
        securityContext: {
          allowPrivilegeEscalation: false,
          capabilities: { add: ['NET_BIND_SERVICE'], drop: ['ALL'] },
          readOnlyRootFilesystem: true,
        },
        volumeMounts: [{ name: 'config', mountPath: '/etc/coredns', readOnly: true }],
      },
    ],
    volumes: [{ name: 'config', configMap: { name: NAME, items: [{ key: 'Corefile', path: 'Corefile' }] } }],
  };
}
