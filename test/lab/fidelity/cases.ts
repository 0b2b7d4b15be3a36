/** All cases in which our lookups are compared with those of the C libraries. */

import { type Case, fidelityCase } from './case.ts';
import { OPTION_CASES } from './option-cases.ts';
import { alias, lost, NODATA, NXDOMAIN, rcode, SEARCH, SILENT } from './rules.ts';
import { TCP_CASES } from './tcp-cases.ts';

export const CASES: readonly Case[] = [
  fidelityCase('no fault', { alsoNode: true }),
  fidelityCase('first query (A) lost', { servers: [[lost({ qtype: 'A', nth: [0] })]], alsoNode: true }),
  fidelityCase('second query (AAAA) lost', {
    servers: [[lost({ qtype: 'AAAA', nth: [0] })]],
    alsoNode: true,
  }),
  fidelityCase('both lost', { servers: [[lost({ nth: [0] })]], alsoNode: true }),
  fidelityCase('both lost twice', { servers: [[lost({ nth: [0, 1] })]], alsoNode: true }),
  fidelityCase('A lost twice', { servers: [[lost({ qtype: 'A', nth: [0, 1] })]] }),
  fidelityCase('AAAA lost twice', { servers: [[lost({ qtype: 'AAAA', nth: [0, 1] })]] }),
  fidelityCase('both lost, then A again', {
    servers: [[lost({ nth: [0] }), lost({ qtype: 'A', nth: [1] })]],
  }),
  fidelityCase('A answered and AAAA never', { servers: [[lost({ qtype: 'AAAA' })]], alsoNode: true }),
  fidelityCase('AAAA answered and A never', { servers: [[lost({ qtype: 'A' })]] }),

  fidelityCase('SERVFAIL', { servers: [[rcode('SERVFAIL')]], alsoNode: true }),
  fidelityCase('SERVFAIL once', { servers: [[rcode('SERVFAIL', { nth: [0] })]] }),
  fidelityCase('SERVFAIL for AAAA', { servers: [[rcode('SERVFAIL', { qtype: 'AAAA' })]] }),
  fidelityCase('SERVFAIL for A', { servers: [[rcode('SERVFAIL', { qtype: 'A' })]] }),
  fidelityCase('SERVFAIL with a search list', {
    name: 'web',
    conf: [SEARCH, 'options ndots:5'],
    servers: [[rcode('SERVFAIL')]],
  }),
  fidelityCase('REFUSED', { servers: [[rcode('REFUSED')]], alsoNode: true }),
  fidelityCase('REFUSED for AAAA', { servers: [[rcode('REFUSED', { qtype: 'AAAA' })]] }),
  fidelityCase('REFUSED with a search list', {
    name: 'web',
    conf: [SEARCH, 'options ndots:5'],
    servers: [[rcode('REFUSED')]],
  }),
  fidelityCase('NOTIMP', { servers: [[rcode('NOTIMP')]] }),
  fidelityCase('FORMERR', {
    servers: [[rcode('FORMERR')]],
    explained: {
      glibc:
        'The packets are the same. glibc returns EAI_NONAME, as if the name did not exist: __res_context_query (resolv/res_query.c) turns FORMERR into NO_RECOVERY, and gaih_inet (sysdeps/posix/getaddrinfo.c) distinguishes only TRY_AGAIN and NO_DATA. fivesec reports server-failure.',
    },
  }),
  fidelityCase('a lame server', { servers: [[{ action: { kind: 'lame' } }]] }),

  ...[1, 2, 5].map((ndots) =>
    fidelityCase(`NXDOMAIN, a search list and ndots:${ndots}`, {
      name: 'www.nowhere',
      conf: [SEARCH, `options ndots:${ndots}`],
      servers: [[NXDOMAIN]],
      alsoNode: true,
    }),
  ),
  fidelityCase('found at the second search domain', {
    name: 'web.default',
    conf: [SEARCH, 'options ndots:5'],
  }),
  fidelityCase('a trailing dot and a search list', {
    name: 'www.nowhere.',
    conf: [SEARCH, 'options ndots:5'],
    servers: [[NXDOMAIN]],
    alsoNode: true,
  }),
  fidelityCase('NODATA and a search list', {
    name: 'web',
    conf: [SEARCH, 'options ndots:5'],
    servers: [[NODATA]],
  }),
  fidelityCase('silence and a search list', {
    name: 'web',
    conf: [SEARCH, 'options ndots:5 timeout:2'],
    servers: [SILENT],
  }),
  fidelityCase('a domain line', { name: 'web', conf: ['domain default.svc.cluster.local'] }),
  fidelityCase('AAAA is NODATA', { name: 'kubernetes.default.svc.cluster.local.' }),

  fidelityCase('a CNAME before the address', { servers: [[alias('before')]] }),
  fidelityCase('a CNAME after the address', { servers: [[alias('after')]], alsoNode: true }),
  fidelityCase('a CNAME after the address, for A only', { servers: [[alias('after', { qtype: 'A' })]] }),
  fidelityCase('a CNAME after the address, and a search list', {
    name: 'web',
    conf: [SEARCH, 'options ndots:5'],
    servers: [[alias('after')]],
  }),
  fidelityCase('a CNAME without an address, and a search list', {
    name: 'web',
    conf: [SEARCH, 'options ndots:5'],
    servers: [[alias('alone')]],
  }),
  fidelityCase('a CNAME without an address for AAAA', { servers: [[alias('alone', { qtype: 'AAAA' })]] }),
  fidelityCase('a CNAME after the address, use-vc', {
    conf: ['options use-vc'],
    servers: [[alias('after')]],
  }),

  fidelityCase('two nameservers', { servers: [[], []], alsoNode: true }),
  fidelityCase('two nameservers, the first silent', { servers: [SILENT, []], alsoNode: true }),
  fidelityCase('two nameservers, both silent', { servers: [SILENT, SILENT], alsoNode: true }),
  // The second server answers after all answers of the first. Otherwise their order differs from run to run.
  fidelityCase('two nameservers, the first SERVFAIL', {
    servers: [[rcode('SERVFAIL')], [{ delayMs: 30 }]],
  }),
  fidelityCase('two nameservers, the first REFUSED', { servers: [[rcode('REFUSED')], []] }),
  fidelityCase('three nameservers, all silent', { servers: [SILENT, SILENT, SILENT], alsoNode: true }),
  fidelityCase('three nameservers, two silent', { servers: [SILENT, SILENT, []], alsoNode: true }),
  fidelityCase('nothing at the port', { servers: ['closed'] }),
  fidelityCase('two nameservers, nothing at the port of the first', { servers: ['closed', []] }),

  fidelityCase('an answer after 1.5 s', { servers: [[{ delayMs: 1500 }]] }),
  fidelityCase('AAAA answered after 3 s', { servers: [[{ qtype: 'AAAA', delayMs: 3000 }]] }),
  fidelityCase('an answer after the timeout', { servers: [[{ nth: [0], delayMs: 5300 }]] }),
  fidelityCase('a wrong id, then silence', { servers: [[{ nth: [0], action: { kind: 'wrong-id' } }]] }),
  fidelityCase('a wrong id, then the answer', {
    servers: [[{ action: { kind: 'wrong-id', thenReal: { kind: 'answer' } } }]],
  }),
  fidelityCase('the answer twice', {
    servers: [[{ action: { kind: 'duplicate', action: { kind: 'answer' } } }]],
  }),
  ...OPTION_CASES,
  ...TCP_CASES,

  fidelityCase('IPv6: no fault', { family: 6 }),
  fidelityCase('IPv6: second query lost', { family: 6, servers: [[lost({ qtype: 'AAAA', nth: [0] })]] }),
  fidelityCase('IPv6: two nameservers, the first silent', { family: 6, servers: [SILENT, []] }),
];

/** Answered by CoreDNS: shows that the scripted server answers as the usual server of clusters does. */
export const COREDNS_CASES: readonly Case[] = ([4, 6] as const).flatMap((family) => {
  const words = family === 4 ? 'CoreDNS' : 'CoreDNS over IPv6';
  const loses = (losesFirst: boolean) => ({ servers: [{ program: 'coredns', losesFirst }], family }) as const;
  return [
    fidelityCase(`${words}: no fault`, loses(false)),
    fidelityCase(`${words}: first query (A) lost`, loses(true)),
    fidelityCase(`${words}: NXDOMAIN and a search list`, {
      ...loses(false),
      name: 'web.default',
      conf: [SEARCH, 'options ndots:5'],
    }),
    fidelityCase(`${words}: AAAA is NODATA`, {
      ...loses(false),
      name: 'kubernetes.default.svc.cluster.local.',
    }),
    fidelityCase(`${words}: use-vc`, { ...loses(false), conf: ['options use-vc'] }),
  ];
});

export const ALL_CASES: readonly Case[] = [...CASES, ...COREDNS_CASES];
