/** Is a name the cluster's own? */

import type { NameScope } from './evidence.ts';

/** `cluster` for names under the cluster's domain, with or without their trailing dot. */
export function scopeWithin(clusterDomain: string): (name: string) => NameScope {
  const bare = (name: string) => name.toLowerCase().replace(/\.$/, '');
  const suffix = `.${bare(clusterDomain)}`;
  return (name) => (bare(name).endsWith(suffix) ? 'cluster' : 'outside');
}

/** The default Service of the API server (pkg/controlplane/controller/kubernetesservice of Kubernetes), by its name in DNS. */
const API_SERVICE = /^kubernetes\.default\.svc\./i;

/** Does a name of the cluster belong to the Service of the Kubernetes API? Every cluster has it, at all times. */
export function isApiName(name: string): boolean {
  return API_SERVICE.test(name);
}
