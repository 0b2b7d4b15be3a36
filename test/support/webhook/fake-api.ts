/** The part of a Kubernetes API server that helm's `lookup` uses: discovery, and the given objects. */

import { createServer, type Server } from 'node:http';
import type { Manifest } from '../kubernetes/helm.ts';

/** Kinds by group and version, each with its plural. */
const KINDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  v1: {
    Secret: 'secrets',
    Service: 'services',
    ServiceAccount: 'serviceaccounts',
    ConfigMap: 'configmaps',
    Pod: 'pods',
  },
  'apps/v1': { Deployment: 'deployments', DaemonSet: 'daemonsets' },
  'policy/v1': { PodDisruptionBudget: 'poddisruptionbudgets' },
  'admissionregistration.k8s.io/v1': { MutatingWebhookConfiguration: 'mutatingwebhookconfigurations' },
};

export class FakeApi {
  /** The objects that `lookup` finds. */
  readonly secrets: Manifest[] = [];
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => {
      const body = this.#answer(new URL(request.url ?? '/', 'http://api').pathname);
      response.statusCode = body ? 200 : 404;
      response.setHeader('content-type', 'application/json');
      response.end(
        JSON.stringify(body ?? { kind: 'Status', apiVersion: 'v1', reason: 'NotFound', code: 404 }),
      );
    });
  }

  /** Resolves to its address, for `--kube-apiserver`. */
  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    const address = this.#server.address();
    return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(path: string): unknown {
    if (path === '/version') return { major: '1', minor: '35', gitVersion: 'v1.35.0' };
    if (path === '/api') return { kind: 'APIVersions', versions: ['v1'] };
    if (path === '/apis') return { kind: 'APIGroupList', groups: groups() };
    const groupVersion = path.replace(/^\/apis?\//, '');
    const kinds = KINDS[groupVersion];
    if (kinds) return { kind: 'APIResourceList', groupVersion, resources: resources(kinds) };
    const found = this.secrets.find(
      ({ metadata }) => path === `/api/v1/namespaces/${metadata.namespace}/secrets/${metadata.name}`,
    );
    return found && installed(found);
  }
}

/** The marks of objects that helm installed, by which helm recognises them. */
function installed(manifest: Manifest): Manifest {
  const { namespace, annotations, ...metadata } = manifest.metadata;
  const owner = { 'meta.helm.sh/release-name': 'fivesec', 'meta.helm.sh/release-namespace': namespace };
  const marks = { ...owner, ...(typeof annotations === 'object' ? annotations : {}) };
  return { ...manifest, metadata: { ...metadata, ...(namespace && { namespace }), annotations: marks } };
}

function groups() {
  return Object.keys(KINDS)
    .filter((groupVersion) => groupVersion.includes('/'))
    .map((groupVersion) => {
      const [name, version] = groupVersion.split('/');
      return { name, versions: [{ groupVersion, version }], preferredVersion: { groupVersion, version } };
    });
}

function resources(kinds: Readonly<Record<string, string>>) {
  return Object.entries(kinds).map(([kind, name]) => {
    const namespaced = kind !== 'MutatingWebhookConfiguration';
    return { name, kind, namespaced, singularName: '', verbs: ['get', 'list', 'create'] };
  });
}
