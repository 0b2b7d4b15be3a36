/** Each option of resolv.conf that a C library reads, in a case where it has an effect. Node uses glibc, so it reads them too. */

import { type Case, fidelityCase } from './case.ts';
import { lost, NXDOMAIN, SEARCH, SILENT } from './rules.ts';

type Differences = Parameters<typeof fidelityCase>[1];

const optionCase = (title: string, conf: readonly string[], differences: Differences = {}) =>
  fidelityCase(title, { ...differences, conf, alsoNode: true });

const A_LOST = { servers: [[lost({ qtype: 'A', nth: [0] })]] } as const;
const AAAA_LOST = { servers: [[lost({ qtype: 'AAAA', nth: [0] })]] } as const;
const SILENCE = { servers: [SILENT] } as const;

export const OPTION_CASES: readonly Case[] = [
  optionCase('timeout:1, silence', ['options timeout:1'], SILENCE),
  optionCase('timeout:3 attempts:3, silence', ['options timeout:3 attempts:3'], SILENCE),
  // If `attempts` does not divide the timeout, a millisecond may decide about musl's last round (docs/decisions/013). Here 2 ms are left.
  optionCase('attempts:3, silence', ['options attempts:3'], SILENCE),
  optionCase('attempts:1, second query lost', ['options attempts:1'], AAAA_LOST),
  optionCase('rotate, two nameservers, both silent', ['options rotate timeout:1'], {
    servers: [SILENT, SILENT],
  }),

  // glibc's caps are 30 s, 5 attempts and 15 dots, musl's 60 s, 10 attempts and 15 dots.
  optionCase('timeout:31, both lost', ['options timeout:31'], { servers: [[lost({ nth: [0] })]] }),
  optionCase('attempts:8, silence', ['options timeout:1 attempts:8'], SILENCE),
  optionCase('attempts:11, silence', ['options timeout:1 attempts:11'], SILENCE),
  optionCase('ndots:16, a name with 15 dots', [SEARCH, 'options ndots:16'], {
    name: 'a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p',
    servers: [[NXDOMAIN]],
  }),
  optionCase('ndots:16, a name with 14 dots', [SEARCH, 'options ndots:16'], {
    name: 'a.b.c.d.e.f.g.h.i.j.k.l.m.n.o',
    servers: [[NXDOMAIN]],
  }),

  optionCase('single-request', ['options single-request']),
  optionCase('single-request, second query lost', ['options single-request'], AAAA_LOST),
  optionCase('single-request, first query lost', ['options single-request'], A_LOST),
  optionCase('single-request-reopen', ['options single-request-reopen']),
  optionCase('single-request-reopen, second query lost', ['options single-request-reopen'], AAAA_LOST),
  optionCase('single-request-reopen, silence', ['options single-request-reopen timeout:1'], SILENCE),
  optionCase('no-aaaa', ['options no-aaaa']),
  optionCase('edns0', ['options edns0']),
  optionCase('edns0, second query lost', ['options edns0'], AAAA_LOST),
  optionCase('edns0 over TCP', ['options edns0 use-vc']),
  optionCase('trust-ad', ['options trust-ad']),
  optionCase('edns0 and trust-ad', ['options edns0 trust-ad']),
  optionCase('edns0 and single-request-reopen', ['options edns0 single-request-reopen']),
  optionCase('no-tld-query', ['options no-tld-query'], { name: 'web', servers: [[NXDOMAIN]] }),
  optionCase('no-reload', ['options no-reload']),
  optionCase('debug', ['options debug']),
  optionCase('options that glibc has given up', [
    'options inet6 ip6-bytestring ip6-dotint no-ip6-dotint no-check-names',
  ]),
  optionCase(
    'comments and unknown options',
    ['# a comment', '; another', 'options nonsense timeout:1', 'sortlist 192.0.2.0'],
    { servers: [[lost({ nth: [0] })]] },
  ),
];
