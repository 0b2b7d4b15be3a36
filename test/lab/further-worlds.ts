/** Further worlds: more kinds of faults from public bug reports, and imitations of old kernels. */

import { LARGE_NAME } from './dns/zone.ts';
import { answersUnusable } from './faults/answers-unusable.ts';
import { dnatRace } from './faults/dnat-race.ts';
import { dnatRaceLegacy } from './faults/dnat-race-legacy.ts';
import { nameservers } from './faults/nameservers.ts';
import { cnameAfterAddress, ednsBroken, shed, upstreamSilent, wildcardSearch } from './faults/odd-answers.ts';
import { reverseNatMissing } from './faults/reverse-nat-missing.ts';
import { sendRefused } from './faults/send-refused.ts';
import { upstreamError } from './faults/server-error.ts';
import { upstreamSlow } from './faults/server-slow.ts';
import { burstLoss, largeAnswersLost, rateLimit, senderBanned } from './faults/uneven-loss.ts';
import type { ReportedWorld } from './reported-worlds.ts';

const whole = { begins: 'whole', topology: {} } as const;
/** dnsmasq forwards every unknown name; unbound itself answers NXDOMAIN for names below `invalid`. */
const WITH_UPSTREAM = { dnsPods: ['dnsmasq', 'dnsmasq'], upstream: 'unbound' } as const;
const A_MILLISECOND = { kind: 'scripted', rules: [{ delayMs: 1 }] } as const;
const DENIES = { kind: 'scripted', rules: [{ action: { kind: 'nxdomain' } }] } as const;
const QUICK = { dnsPods: [A_MILLISECOND, A_MILLISECOND] } as const;

export const FURTHER_WORLDS = {
  'uncached-slow': {
    ...whole,
    story: 'Names that are in no cache take up to four seconds, and no such name is configured.',
    reports: ['coredns/coredns#7414', 'kubernetes/dns#625'],
    topology: WITH_UPSTREAM,
    faults: () => [upstreamSlow({ ms: 4000 })],
    wanted: ['upstream-slow'],
  },
  'uncached-lost': {
    ...whole,
    story: 'Names that are in no cache are never answered, and no such name is configured.',
    reports: ['kubernetes/dns#745'],
    topology: WITH_UPSTREAM,
    faults: () => [upstreamSilent()],
    wanted: ['upstream-slow', 'upstream-error'],
  },
  'uncached-error': {
    ...whole,
    story: 'Names that are in no cache are answered SERVFAIL, and no such name is configured.',
    reports: ['coredns/coredns#7414'],
    topology: WITH_UPSTREAM,
    faults: () => [upstreamError()],
    wanted: ['upstream-error'],
    alsoTrue: ['upstream-slow'],
  },
  'large-answers-lost': {
    ...whole,
    story: 'Answers over UDP of more than 512 bytes are lost; over TCP they arrive.',
    reports: ['coredns/coredns#5362', 'cilium/cilium#9755'],
    topology: { dnsPods: ['unbound', 'unbound'] },
    faults: () => [largeAnswersLost()],
    wanted: ['large-answers-lost'],
    // Without OPT no answer over UDP is so large.
    flags: ['--large-name', LARGE_NAME],
  },
  'no-question': {
    ...whole,
    story: 'Answers come at once and consist of a header only.',
    reports: ['answers that cannot be parsed'],
    faults: () => [answersUnusable({ how: 'no-question' })],
    wanted: ['answers-unusable'],
  },
  'twelve-bytes': {
    ...whole,
    story: 'Answers come at once and are a SERVFAIL of twelve bytes.',
    reports: ['glibc 2.41 and musl: an error of twelve bytes'],
    faults: () => [answersUnusable({ how: 'twelve-bytes' })],
    wanted: ['answers-unusable', 'server-error'],
  },
  'cut-off': {
    ...whole,
    story: 'Answers come at once and end in the middle of a record.',
    reports: ['answers that cannot be parsed'],
    faults: () => [answersUnusable({ how: 'cut-off' })],
    wanted: ['answers-unusable'],
  },
  'cname-after-address': {
    ...whole,
    story: 'Each answer for a name has its CNAME record after the address: glibc fails, musl does not.',
    reports: ['Cloudflare 1.1.1.1, 2026-01-08', 'skynetservices/skydns#217', 'PowerDNS/pdns#5357'],
    faults: () => [cnameAfterAddress({ name: 'www.shop.example' })],
    wanted: ['answers-unusable'],
    names: ['www.shop.example.'],
  },
  'edns-formerr': {
    ...whole,
    story: 'The DNS pods answer FORMERR to each query with an OPT record.',
    reports: ['RFC 6891 section 7'],
    faults: () => [ednsBroken({ how: 'formerr' })],
    wanted: ['edns-broken'],
  },
  'wildcard-search': {
    ...whole,
    story: 'A search domain has a wildcard record: outside names resolve to the wrong address, at once.',
    reports: ['openshift/origin#17316', 'element-hq/ess-helm#727'],
    faults: () => [wildcardSearch()],
    wanted: ['wildcard-search'],
    names: ['www.shop.example'],
  },
  'send-eacces': {
    ...whole,
    story: 'The kernel refuses to route 30 % of the datagrams that the pod sends: EACCES.',
    reports: ['Linux 6.8.0-100 and 6.12.43: EACCES'],
    faults: () => [sendRefused({ errno: 'EACCES' })],
    wanted: ['send-refused'],
  },
  'send-enetunreach': {
    ...whole,
    story: 'The kernel has no route for 30 % of the datagrams that the pod sends: ENETUNREACH.',
    reports: ['send(2): ENETUNREACH'],
    faults: () => [sendRefused({ errno: 'ENETUNREACH' })],
    wanted: ['send-refused'],
  },
  'reverse-nat-missing': {
    ...whole,
    story: "Answers to queries via the VIP come from the DNS pods' own addresses.",
    reports: ['cilium/cilium-cli#367'],
    faults: () => [reverseNatMissing()],
    wanted: ['reverse-nat-missing'],
  },
  'reverse-nat-sometimes': {
    ...whole,
    story: "A third of the answers to queries via the VIP come from the DNS pods' own addresses.",
    reports: ['cilium/cilium-cli#367'],
    faults: () => [reverseNatMissing({ percent: 33 })],
    wanted: ['reverse-nat-missing'],
  },
  'rate-limit': {
    ...whole,
    story: 'Queries above forty a second are dropped.',
    reports: ['AWS: 1024 packets a second to the link-local resolver'],
    faults: () => [rateLimit({ perSecond: 40 })],
    wanted: ['packet-loss'],
  },
  'burst-loss': {
    ...whole,
    story: 'Sometimes all packets are lost for 0.4 s.',
    reports: ['loss in bursts'],
    faults: () => [burstLoss()],
    wanted: ['packet-loss'],
  },
  'sender-banned': {
    ...whole,
    story: 'A filter drops all queries over UDP for three seconds after too many of them.',
    reports: ['firewalls that block a source for a time after a rate of packets'],
    faults: () => [senderBanned()],
    wanted: ['packet-loss'],
  },
  'foreign-nameserver': {
    ...whole,
    story:
      'The only nameserver of resolv.conf is no DNS server of the cluster: it denies each Service, which the DNS pods find.',
    reports: ['pods with `dnsPolicy: None` or `Default` that look up Services'],
    topology: { dnsPods: [DENIES, 'dnsmasq', 'dnsmasq'] },
    ground: () => [nameservers({ servers: [0] })],
    faults: () => [],
    listed: (endpoints) => endpoints.slice(1),
    wanted: ['server-error'],
  },
  shed: {
    ...whole,
    story: 'The DNS pods drop a fifth of the queries over UDP on purpose.',
    reports: ['CoreDNS: plugin shed'],
    faults: () => [shed({ percent: 20 })],
    wanted: ['packet-loss'],
  },
  'partly-repaired': {
    ...whole,
    story: 'As in Linux 4.19 and 5.2: some clashes are repaired, in others one query is dropped.',
    reports: ['Linux 4.19.13 and 5.2.1'],
    topology: { ...QUICK, pods: 2 },
    faults: () => [dnatRace(), dnatRaceLegacy({ percent: 30 })],
    wanted: ['conntrack-race'],
    alsoTrue: ['clash-repaired'],
  },
  'direct-clash': {
    ...whole,
    story: 'As in Linux before 5.0: a pair that is sent straight to a DNS pod clashes as well.',
    reports: ['Linux 4.15.1 and 4.19.13'],
    topology: QUICK,
    faults: () => [dnatRaceLegacy({ percent: 70, direct: true })],
    wanted: ['conntrack-race'],
    alsoTrue: ['pair-dropped-on-path'],
  },
  'clash-goes-astray': {
    ...whole,
    story: 'As with NFQUEUE: the second query of a pair is forwarded untranslated, and no counter rises.',
    reports: ['Linux 4.19.13 to 6.1 with NFQUEUE'],
    topology: QUICK,
    faults: () => [dnatRaceLegacy({ percent: 30, how: 'astray' })],
    wanted: ['conntrack-race', 'pair-dropped-on-path'],
  },
} as const satisfies Record<string, ReportedWorld>;
