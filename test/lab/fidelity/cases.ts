/** All cases in which our lookups are laid beside those of the C libraries. */

import type { Rule } from '../dns/behaviour.ts';
import { type Case, fidelityCase } from './case.ts';

const lost = (rule: Omit<Rule, 'action'> = {}): Rule => ({ ...rule, action: { kind: 'drop' } });
const rcode = (
  code: 'SERVFAIL' | 'REFUSED' | 'NOTIMP' | 'FORMERR',
  rule: Omit<Rule, 'action'> = {},
): Rule => ({
  ...rule,
  action: { kind: 'rcode', rcode: code },
});
const NXDOMAIN: Rule = { action: { kind: 'nxdomain' } };
const NODATA: Rule = { action: { kind: 'nodata' } };
const SILENT = [lost()];
const SEARCH = 'search default.svc.cluster.local svc.cluster.local cluster.local';

export const CASES: readonly Case[] = [
  fidelityCase('no fault', { alsoNode: true }),
  fidelityCase('first query (A) lost', { servers: [[lost({ qtype: 'A', nth: [0] })]], alsoNode: true }),
  fidelityCase('second query (AAAA) lost', {
    servers: [[lost({ qtype: 'AAAA', nth: [0] })]],
    alsoNode: true,
  }),
  fidelityCase('both lost', { servers: [[lost({ nth: [0] })]], alsoNode: true }),
  fidelityCase('both lost twice', { servers: [[lost({ nth: [0, 1] })]] }),
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
  fidelityCase('REFUSED', { servers: [[rcode('REFUSED')]] }),
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
        'The same packets; glibc tells the application EAI_NONAME, as if there were no such name: __res_context_query (resolv/res_query.c) makes NO_RECOVERY of FORMERR, which gaih_inet (sysdeps/posix/getaddrinfo.c) takes for neither TRY_AGAIN nor NO_DATA. fivesec says server-failure.',
    },
  }),
  fidelityCase('a lame server', { servers: [[{ action: { kind: 'lame' } }]] }),

  ...[1, 2, 5].map((ndots) =>
    fidelityCase(`NXDOMAIN, a search list and ndots:${ndots}`, {
      name: 'www.nowhere',
      conf: [SEARCH, `options ndots:${ndots}`],
      servers: [[NXDOMAIN]],
      alsoNode: ndots === 5,
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

  fidelityCase('two nameservers', { servers: [[], []] }),
  fidelityCase('two nameservers, the first silent', { servers: [SILENT, []] }),
  fidelityCase('two nameservers, both silent', { servers: [SILENT, SILENT] }),
  // The second answers when the first has said all that it will: otherwise it is a race that no two runs share.
  fidelityCase('two nameservers, the first SERVFAIL', {
    servers: [[rcode('SERVFAIL')], [{ delayMs: 30 }]],
  }),
  fidelityCase('two nameservers, the first REFUSED', { servers: [[rcode('REFUSED')], []] }),
  fidelityCase('three nameservers, all silent', { servers: [SILENT, SILENT, SILENT] }),
  fidelityCase('three nameservers, two silent', { servers: [SILENT, SILENT, []] }),
  fidelityCase('nothing at the port', { servers: ['closed'] }),
  fidelityCase('two nameservers, nothing at the port of the first', { servers: ['closed', []] }),

  fidelityCase('timeout:1, silence', { conf: ['options timeout:1'], servers: [SILENT] }),
  fidelityCase('timeout:3 attempts:3, silence', {
    conf: ['options timeout:3 attempts:3'],
    servers: [SILENT],
  }),
  fidelityCase('timeout:2 attempts:3, silence', {
    conf: ['options timeout:2 attempts:3'],
    servers: [SILENT],
  }),
  fidelityCase('attempts:1, second query lost', {
    conf: ['options attempts:1'],
    servers: [[lost({ qtype: 'AAAA', nth: [0] })]],
  }),
  fidelityCase('rotate, two nameservers, both silent', {
    conf: ['options rotate timeout:1'],
    servers: [SILENT, SILENT],
  }),
  fidelityCase('single-request', { conf: ['options single-request'] }),
  fidelityCase('single-request, second query lost', {
    conf: ['options single-request'],
    servers: [[lost({ qtype: 'AAAA', nth: [0] })]],
  }),
  fidelityCase('single-request, first query lost', {
    conf: ['options single-request'],
    servers: [[lost({ qtype: 'A', nth: [0] })]],
  }),
  fidelityCase('single-request-reopen', { conf: ['options single-request-reopen'] }),
  fidelityCase('single-request-reopen, second query lost', {
    conf: ['options single-request-reopen'],
    servers: [[lost({ qtype: 'AAAA', nth: [0] })]],
  }),
  fidelityCase('single-request-reopen, silence', {
    conf: ['options single-request-reopen timeout:1'],
    servers: [SILENT],
  }),
  fidelityCase('use-vc', { conf: ['options use-vc'] }),
  fidelityCase('no-aaaa', { conf: ['options no-aaaa'] }),
  fidelityCase('edns0', { conf: ['options edns0'] }),
  fidelityCase('trust-ad', { conf: ['options trust-ad'] }),
  fidelityCase('no-tld-query', { name: 'web', conf: ['options no-tld-query'], servers: [[NXDOMAIN]] }),
  fidelityCase('no-reload', { conf: ['options no-reload'] }),
  fidelityCase('comments and unknown options', {
    conf: ['# a comment', '; another', 'options nonsense timeout:1', 'sortlist 192.0.2.0'],
    servers: [[lost({ nth: [0] })]],
  }),

  fidelityCase('a truncated answer', { servers: [[{ action: { kind: 'truncate' } }]] }),
  fidelityCase('a truncated answer for AAAA', {
    servers: [[{ qtype: 'AAAA', transport: 'udp', action: { kind: 'truncate' } }]],
  }),
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
  fidelityCase('IPv6: no fault', { family: 6 }),
  fidelityCase('IPv6: second query lost', { family: 6, servers: [[lost({ qtype: 'AAAA', nth: [0] })]] }),
  fidelityCase('IPv6: two nameservers, the first silent', { family: 6, servers: [SILENT, []] }),
];

/** Answered by CoreDNS: that the scripted server's answers are like those of the server that clusters have. */
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
