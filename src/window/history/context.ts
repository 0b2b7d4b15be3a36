/** Where fivesec measures: the nameservers, the DNS pods and the cluster's domain, as plain values. */

export interface CurrentContext {
  /** The addresses in resolv.conf, joined by commas. */
  readonly nameserver: string;
  /** The search list of resolv.conf is that of a pod. */
  readonly isPodsFile?: boolean;
  /** The addresses of the DNS pods, as far as known. */
  readonly endpoints: readonly string[];
  /** Addresses to which the VIP leads, and that are asked directly although they are no listed DNS pods. Missing if there is none. */
  readonly backends?: readonly string[];
  /** Wall clock, milliseconds since the epoch: when the set of DNS pods last changed. Undefined if it never did. */
  readonly endpointsChangedAt: number | undefined;
  /** When each DNS pod was absent from the set: monotonic milliseconds; `untilMs` is infinite while it is absent. */
  readonly endpointAbsences: readonly {
    readonly address: string;
    readonly fromMs: number;
    readonly untilMs: number;
  }[];
  /** How long the node has been up, in milliseconds. Undefined where that is unknown. */
  readonly nodeAgeMs: number | undefined;
  readonly clusterDomain: string;
}

/** How long after a change of the DNS pods the rules of all nodes lead to the new pods, with a margin. */
const SETTLES_MS = 30_000;

/** A change of the DNS pods shortly before a fault belongs to the fault. The judged time begins with the fault, which comes later. */
export function changeWithin(changedAt: number | undefined, startedAt: number): number | undefined {
  if (changedAt === undefined) return undefined;
  return changedAt >= startedAt - SETTLES_MS ? Math.max(changedAt, startedAt) : changedAt;
}
