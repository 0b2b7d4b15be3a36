/**
 * The kinds of other projects of which the chart makes objects, as CustomResourceDefinitions. They accept any field:
 * test/chart/kubernetes.test.ts checks the objects against the projects' own schemas.
 */

const GROUPS: Readonly<Record<string, { readonly version: string; readonly kinds: readonly string[] }>> = {
  'monitoring.coreos.com': { version: 'v1', kinds: ['ServiceMonitor', 'PodMonitor', 'PrometheusRule'] },
  'cert-manager.io': { version: 'v1', kinds: ['Certificate', 'Issuer'] },
  'grafana.integreatly.org': { version: 'v1beta1', kinds: ['GrafanaDashboard'] },
};

/** CustomResourceDefinitions, one for each kind. */
export function foreignKinds(): readonly object[] {
  return Object.entries(GROUPS).flatMap(([group, { version, kinds }]) =>
    kinds.map((kind) => definition(group, version, kind)),
  );
}

function definition(group: string, version: string, kind: string): object {
  const singular = kind.toLowerCase();
  const openAPIV3Schema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${singular}s.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: { kind, singular, plural: `${singular}s`, listKind: `${kind}List` },
      versions: [{ name: version, served: true, storage: true, schema: { openAPIV3Schema } }],
    },
  };
}
