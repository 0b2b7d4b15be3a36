/** Where fivesec measures: the nameservers, the DNS pods and the cluster's domain, as plain values. */

export interface CurrentContext {
  /** The addresses in resolv.conf, joined by commas. */
  readonly nameserver: string;
  /** The addresses of the DNS pods, as far as known. */
  readonly endpoints: readonly string[];
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
