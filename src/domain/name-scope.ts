/** Is a name the cluster's own? */

import type { NameScope } from './evidence.ts';

/** `cluster` for names under the cluster's domain, with or without their trailing dot. */
export function scopeWithin(clusterDomain: string): (name: string) => NameScope {
  const bare = (name: string) => name.toLowerCase().replace(/\.$/, '');
  const suffix = `.${bare(clusterDomain)}`;
  return (name) => (bare(name).endsWith(suffix) ? 'cluster' : 'outside');
}
