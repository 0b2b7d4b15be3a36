/** Remedies that several causes have in common. */

import type { Cure } from './cause-definition.ts';

export const NODE_LOCAL: Cure = {
  change: 'Run NodeLocal DNSCache: queries to it are neither rewritten nor tracked',
  shownBy: 'node-local',
};
export const REOPEN: Cure = {
  change: 'Set `options single-request-reopen` (dnsConfig): glibc only, musl ignores it and Go gains nothing',
  shownBy: 'reopen',
  injects: 'single-request-reopen',
};
export const SEQUENTIAL: Cure = {
  change: 'Set `options single-request` (dnsConfig): glibc and Go, musl ignores it',
  shownBy: 'sequential',
};
export const USE_VC: Cure = {
  change: 'Set `options use-vc` (dnsConfig), DNS over TCP: glibc and Go, musl ignores it',
  shownBy: 'tcp',
};
export const SEPARATE: Cure = {
  change: "Use a resolver that opens a socket for each query, such as Go's own, in the affected workloads",
  shownBy: 'separate',
};
export const STAGGER: Cure = {
  change: 'Delay AAAA queries by a few milliseconds on the node with tc(8): helps musl too',
  shownBy: 'staggered',
};
export const FEWER_NAMES: Cure = {
  change:
    'Send fewer queries: end configured host names with a dot, or set `ndots:2` (dnsConfig; musl reads it too)',
};
