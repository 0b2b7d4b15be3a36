/** Answers arrive but can't be used: they can't be parsed, have no question, match no query, or have an order that glibc can't follow. */

import { misorderedAnswers, misorderedFacts } from '../compare/answers/misordered-facts.ts';
import { over, ratio, unmatched, unusable } from '../compare/counts/proportions.ts';
import { joined, outOf } from '../compare/counts/wording.ts';
import { explainsLittle } from '../compare/harm.ts';
import { answersSeenElsewhere, podsThatAnswerFromElsewhere } from '../compare/pods/answers-elsewhere.ts';
import type { ArmTally, QueryTally } from '../domain/evidence.ts';
import { FAILING_PODS } from '../patterns/pattern.ts';
import type { Rule } from '../rules/rule.ts';
import { CERTAIN, LIKELY, POSSIBLE } from '../statistics/confidence.ts';
import { add, type Proportion } from '../statistics/tests.ts';
import type { CauseDefinition } from './cause-definition.ts';

const cannotBeRead: Rule = {
  id: 'answers-that-cannot-be-used',
  predicts: [],
  argument:
    'A server answers a query, and the answer cannot be used: it cannot be parsed, it has no question, or its OPT record is in the wrong section. A resolver ignores such an answer and waits for its timeout. So it looks like a lost answer.',
  when: ({ evidence }) => {
    const { arms } = evidence;
    const bad = over(arms, unreadable);
    if (bad.failures === 0) return undefined;
    return {
      confidence: bad.failures >= 5 ? CERTAIN : bad.failures >= 2 ? LIKELY : POSSIBLE,
      isMinor: explainsLittle({ evidence }, bad.failures),
      facts: [
        `answers that cannot be used: ${outOf(bad)}`,
        `they came from ${senders(arms.filter((arm) => over([arm], unreadable).failures > 0))}`,
      ],
    };
  },
};

/** One datagram may be a forged or late one. So many, each instead of an answer, are the server's own. */
const FEWEST_UNMATCHED = 3;
const SURELY_UNMATCHED = 5;
/** The server leaves at least this share of the unanswered queries with such a datagram. */
const MOST_OF_THEM = 0.5;

const matchNoQuery: Rule = {
  id: 'answers-that-match-no-query',
  predicts: [],
  argument:
    'The server sends a message for each query, from the right address, but it is no answer to the query: it has another ID or another question, or it is no response. A resolver ignores it and waits for its timeout. So it looks like a lost answer. Late answers to earlier queries do not count, nor do single stray datagrams: at least half of the queries that one server left without an answer must have got such a message.',
  when: ({ evidence: { arms } }) => {
    const servers = new Set(arms.map(({ target }) => target.address));
    const guilty = [...servers].flatMap((address) => {
      const asked = arms.filter(({ target }) => target.address === address);
      const share = over(asked, unmatched);
      return share.failures >= FEWEST_UNMATCHED && ratio(share) >= MOST_OF_THEM ? [{ asked, share }] : [];
    });
    const most = Math.max(0, ...guilty.map(({ share }) => share.failures));
    if (most === 0) return undefined;
    return {
      confidence: most >= SURELY_UNMATCHED ? CERTAIN : POSSIBLE,
      facts: [
        ...guilty.map(
          ({ asked, share }) =>
            `queries without an answer for which ${senders(asked)} sent something that matches no query: ${outOf(share)}`,
        ),
        `such queries in all: ${outOf(over(arms, (tally) => ({ ...unusable(tally), failures: unmatched(tally).failures })))}`,
      ],
    };
  },
};

const beforeTheirCname: Rule = {
  id: 'addresses-before-their-cname',
  predicts: [],
  argument:
    'An answer has an address, but the CNAME record that leads to this address comes after it, or the CNAME records of a chain have the wrong order. glibc reads the records one after the other. It takes only addresses of the name that the last CNAME record led to. So it finds none, and getaddrinfo fails at once, as if the name did not exist. musl and Go take each address of the asked type. No packet is lost.',
  when: ({ evidence }) => {
    const seen = misorderedAnswers(evidence.names);
    if (seen === 0) return undefined;
    return {
      confidence: seen >= 2 ? CERTAIN : LIKELY,
      isMinor: explainsLittle({ evidence }, seen),
      facts: misorderedFacts(evidence.names),
    };
  },
};

const fromElsewhere: Rule = {
  id: 'a-dns-pod-answers-from-another-address',
  predicts: FAILING_PODS,
  argument:
    'A DNS pod gets no query over UDP answered when it is asked directly, and answers over TCP. Meanwhile the strategy `race`, which takes a datagram from anywhere, gets answers via the VIP from an address that is no DNS pod, for at least half of what it loses. So this pod answers, from another address than the one asked: a server that listens on all addresses of a host with several, or a rule that rewrites the source of its answers. The connected socket of a resolver never sees such an answer.',
  when: (view) => {
    const pods = podsThatAnswerFromElsewhere(view);
    if (pods.length === 0) return undefined;
    const addresses = joined(pods.map(({ address }) => address));
    return {
      confidence: LIKELY,
      facts: [
        `queries straight to ${addresses} that failed: ${outOf(add(...pods.map(({ udp }) => udp)))} over UDP, ${outOf(add(...pods.map(({ tcp }) => tcp)))} over TCP`,
        `queries via the VIP (race) whose answer came from an address that is no known DNS pod: ${outOf(answersSeenElsewhere(view))}`,
        `capture on the node of ${addresses} which address its answers have (\`tcpdump -ni any 'udp src port 53'\`)`,
      ],
    };
  },
};

/** Answers that are known by their ID, and can't be used. */
function unreadable(tally: QueryTally): Proportion {
  const { failures, trials } = unusable(tally);
  return { failures: failures - unmatched(tally).failures, trials };
}

function senders(arms: readonly ArmTally[]): string {
  return joined([...new Set(arms.map(({ target }) => target.address))]);
}

export const answersUnusable: CauseDefinition<'answers-unusable'> = {
  cause: 'answers-unusable',
  rules: [cannotBeRead, matchNoQuery, fromElsewhere, beforeTheirCname],
  isBesideLosses: true,
  remedies: [
    {
      change:
        'Let the DNS server of this pod listen on its own address only (the `bind` plugin of CoreDNS), and look for rules that rewrite the source of its answers (masquerading of UDP from port 53)',
      onlyFor: [fromElsewhere.id],
    },
    {
      change:
        'Capture such an answer (`tcpdump -w answers.pcap port 53`), and find the server or device that made it',
      onlyFor: [cannotBeRead.id, matchNoQuery.id],
    },
    {
      change: 'Look for a DNS proxy or firewall on the path that rewrites answers, and update or remove it',
      onlyFor: [cannotBeRead.id, matchNoQuery.id],
    },
    {
      change:
        'Set `loadbalance` in the Corefile: CoreDNS then puts the CNAME records before the addresses. It leaves the order of several CNAME records as it is',
      onlyFor: [beforeTheirCname.id],
    },
    {
      change:
        'Find the server that makes this order (`dig @<server> <name>` prints the records as they came: ask the VIP, a DNS pod, and the upstream server), and update it or forward to another one',
      onlyFor: [beforeTheirCname.id],
    },
  ],
  askNext: ['endpoint', 'pair'],
};
