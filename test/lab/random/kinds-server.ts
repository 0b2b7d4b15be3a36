/** Kinds of faults in the DNS servers and behind them. */

import { UNUSABLE } from '../dns/unusable.ts';
import { LARGE_NAME } from '../dns/zone.ts';
import { aaaaBroken } from '../faults/aaaa-broken.ts';
import { answersUnusable } from '../faults/answers-unusable.ts';
import { nameservers } from '../faults/nameservers.ts';
import { ednsBroken, halfDenied, shed, upstreamSilent, wildcardSearch } from '../faults/odd-answers.ts';
import { oneAtATime } from '../faults/one-at-a-time.ts';
import { searchAmplification } from '../faults/search-amplification.ts';
import { serverError, upstreamError } from '../faults/server-error.ts';
import { serverSlow, upstreamSlow } from '../faults/server-slow.ts';
import { largeAnswersLost } from '../faults/uneven-loss.ts';
import type { Draw } from './draw.ts';
import { asksVip, type Kind, type Trouble } from './kind.ts';

const TEN_MS = { kind: 'scripted', rules: [{ delayMs: 10 }] } as const;
/** A Service with both families. */
const WEB = 'web.default.svc.cluster.local';
const OUTSIDE = 'www.example.';

function upstream(draw: Draw): Trouble {
  const how = draw.oneOf(['slow', 'silent', 'error'] as const);
  const faults = { slow: upstreamSlow({ ms: 4000 }), silent: upstreamSilent(), error: upstreamError() };
  const wanted = {
    slow: ['upstream-slow'],
    silent: ['upstream-slow', 'upstream-error'],
    error: ['upstream-error'],
  };
  const names = draw.chance(0.5) ? [OUTSIDE] : [];
  const outside = names.length > 0 ? 'an outside name is configured' : 'no outside name is configured';
  // The summary of `upstream-slow` says "are slow or fail".
  return {
    story: `the upstream is ${how}, ${outside}`,
    faults: [faults[how]],
    wanted: wanted[how],
    alsoTrue: ['upstream-slow'],
    names,
  };
}

function noAaaa(draw: Draw): Trouble {
  const how = draw.oneOf(['dropped', 'servfail', 'filtered'] as const);
  const percent = draw.oneOf([100, 50]);
  return {
    story: `${percent} % of AAAA are ${how}`,
    faults: [aaaaBroken({ how, percent })],
    wanted: ['aaaa-broken'],
  };
}

function erring(draw: Draw): Trouble {
  const rcode = draw.oneOf(['SERVFAIL', 'REFUSED'] as const);
  const percent = draw.oneOf([100, 50, 20]);
  return {
    story: `${percent} % of answers are ${rcode}`,
    faults: [serverError({ rcode, percent })],
    wanted: ['server-error'],
  };
}

function badAnswers(draw: Draw): Trouble {
  const how = draw.oneOf(UNUSABLE);
  const alsoTrue = how === 'twelve-bytes' ? ['server-error'] : [];
  return {
    story: `answers can't be used (${how})`,
    faults: [answersUnusable({ how })],
    wanted: ['answers-unusable', ...alsoTrue],
  };
}

function noEdns(draw: Draw): Trouble {
  const how = draw.oneOf(['ignored', 'formerr'] as const);
  return {
    story: `queries with OPT are ${how}, and resolv.conf has edns0`,
    faults: [nameservers({ servers: ['vip'], lines: ['options edns0'] }), ednsBroken({ how })],
    wanted: ['edns-broken'],
  };
}

export const SERVER_KINDS: readonly Kind[] = [
  {
    name: 'upstream',
    weight: 5,
    touches: ['servers', 'upstream'],
    needs: { servers: 'dnsmasq', upstream: 'unbound' },
    make: upstream,
  },
  { name: 'aaaa-broken', weight: 3, touches: ['servers'], make: noAaaa },
  { name: 'server-error', weight: 3, touches: ['servers'], make: erring },
  { name: 'answers-unusable', weight: 2, touches: ['servers', 'path'], make: badAnswers },
  { name: 'edns-broken', weight: 3, touches: ['servers', 'resolv-conf'], fits: asksVip, make: noEdns },
  {
    name: 'server-slow',
    weight: 2,
    touches: ['servers'],
    make: () => ({
      story: 'the DNS pods take up to 4 s',
      faults: [serverSlow({ ms: 4000 })],
      wanted: ['server-slow'],
    }),
  },
  {
    name: 'one-at-a-time',
    weight: 2,
    touches: ['servers', 'ports'],
    needs: { servers: TEN_MS },
    fits: asksVip,
    make: () => ({
      story: 'the DNS pods answer one query at a time for each port',
      faults: [oneAtATime()],
      wanted: ['pair-dropped-on-path'],
    }),
  },
  {
    name: 'half-denied-name',
    weight: 1,
    touches: ['servers'],
    make: () => ({
      story: 'the AAAA of a name that has an A record is answered NXDOMAIN',
      faults: [halfDenied({ name: WEB })],
      wanted: ['half-denied-name'],
      alsoTrue: ['aaaa-broken'],
      names: [`${WEB}.`],
    }),
  },
  {
    name: 'shed',
    weight: 2,
    touches: ['servers', 'path'],
    make(draw) {
      const percent = draw.oneOf([10, 20, 40]);
      return {
        story: `the DNS pods drop ${percent} % of the queries over UDP on purpose`,
        faults: [shed({ percent })],
        wanted: ['packet-loss'],
      };
    },
  },
  {
    name: 'large-answers-lost',
    weight: 1,
    touches: ['servers', 'path'],
    needs: { servers: 'unbound' },
    make: () => ({
      story: 'answers of more than 512 bytes are lost over UDP',
      faults: [largeAnswersLost()],
      wanted: ['large-answers-lost'],
      // Without OPT no answer over UDP is so large, and lookups have none here: only the strategy `large` meets the fault.
      flags: ['--large-name', LARGE_NAME],
    }),
  },
  {
    name: 'search-amplification',
    weight: 1,
    touches: ['servers', 'resolv-conf'],
    fits: asksVip,
    make: () => ({
      story: 'a name is tried with eight search domains, each try takes 300 ms',
      faults: [searchAmplification({ domains: 8, ms: 300 })],
      wanted: ['search-amplification'],
      names: ['www.shop.example'],
    }),
  },
  {
    name: 'wildcard-search',
    weight: 1,
    touches: ['servers', 'resolv-conf'],
    fits: asksVip,
    make: () => ({
      story: 'a search domain has a wildcard record',
      faults: [wildcardSearch()],
      wanted: ['wildcard-search'],
      names: ['www.shop.example'],
    }),
  },
];
