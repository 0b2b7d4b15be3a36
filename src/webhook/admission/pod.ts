/** The fields of a Pod that decide whether options are added, and fivesec's labels and annotations on it. */

/** `"false"`, as a label or as an annotation of the pod: the pod is not changed. */
export const OPT_OUT_KEY = 'fivesec.dev/inject';
/** Written on a patched pod: which options were added, and by which version. */
export const INJECTED_KEY = 'fivesec.dev/injected';
/** The kubelet sets it on the mirror pod of a static pod. Admission can't change a static pod. */
export const MIRROR_KEY = 'kubernetes.io/config.mirror';
export const OS_LABEL = 'kubernetes.io/os';

/** What Kubernetes allows in `spec.dnsPolicy`. */
export const DNS_POLICIES = ['ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None'] as const;
export type DnsPolicy = (typeof DNS_POLICIES)[number];

/** Absent fields are `undefined`, also those that came as JSON `null`. */
export interface Pod {
  readonly metadata: {
    readonly name?: string | undefined;
    readonly generateName?: string | undefined;
    readonly labels?: Marks;
    readonly annotations?: Marks;
  };
  readonly spec: {
    readonly dnsPolicy?: string | undefined;
    readonly hostNetwork?: boolean | undefined;
    readonly os?: { readonly name?: string | undefined } | undefined;
    readonly nodeSelector?: Marks;
    readonly dnsConfig?: { readonly options?: readonly PodOption[] | undefined } | undefined;
  };
}

type Marks = Readonly<Record<string, string | undefined>> | undefined;

export interface PodOption {
  readonly name?: string | undefined;
  readonly value?: string | undefined;
}

/** The options that the pod's author, or an earlier admission, wrote. */
export function optionsOf(pod: Pod): readonly PodOption[] {
  return pod.spec.dnsConfig?.options ?? [];
}

/** The names of the pod's options. */
export function namesOf(pod: Pod): ReadonlySet<string> {
  return new Set(optionsOf(pod).flatMap(({ name }) => (name === undefined ? [] : [name])));
}

/**
 * The policy that the kubelet really follows: on the host's network, `ClusterFirst` falls back to `Default`
 * (kubelet, `pkg/kubelet/network/dns/dns.go`, `getPodDNSType`).
 */
export function effectiveDnsPolicy(pod: Pod): string {
  const policy = pod.spec.dnsPolicy ?? 'ClusterFirst';
  return policy === 'ClusterFirst' && pod.spec.hostNetwork === true ? 'Default' : policy;
}
