/** AAAA queries fail in every way to ask; A queries do not. */

import { ownBufferDrops } from '../compare/counts/counters.ts';
import { answeredWithoutData, failures, over, ratio } from '../compare/counts/proportions.ts';
import { joined, outOf } from '../compare/counts/wording.ts';
import { onlyAaaaOutside } from '../compare/servers/outside-types.ts';
import type { View } from '../compare/view/view.ts';
import type { ArmTally } from '../domain/evidence.ts';
import { APART } from '../domain/strategy.ts';
import type { Rule } from '../rules/rule.ts';
import { CERTAIN, confidenceOf, LIKELY, POSSIBLE, UNLIKELY } from '../statistics/confidence.ts';
import { fisherGreater } from '../statistics/tests.ts';
import type { CauseDefinition } from './cause-definition.ts';

const silent: Rule = {
  id: 'aaaa-lost-however-sent',
  predicts: ['aaaa-lost'],
  argument:
    "AAAA queries get no answer and A queries do. The same holds when the two leave different sockets, leave one after the other, or go straight to a DNS pod. So the query type decides, not the position in the pair. If only one DNS pod (or a few) loses them, AAAA is lost in the share of flows via the VIP that leads there. If the first nameserver loses them and the DNS pods answer, a cache or a proxy before the pods drops AAAA. If no AAAA is lost where the two are kept apart, this rule does not apply. If the drops of fivesec's own receive buffer are at least a quarter of the surplus of lost AAAA queries over lost A queries, or if their counter cannot be read, the second answer may be lost there. Then the position may be the reason, and the confidence is 0.5 at most.",
  when: (view) => {
    const support = view.losses().supportOf('aaaa-lost');
    if (support === undefined || support.confidence === 0) return undefined;
    const pods = podFacts(view);
    // Over TCP the second query waits for the answer to the first: a slow server answers it too late.
    const udp = apartArms(view).filter(({ transport }) => transport === 'udp');
    const apart = over(udp, failures, ['AAAA']);
    if (apart.trials > 0 && apart.failures === 0 && pods.length === 0) return undefined;
    const isCrowded = mayBeOwnBuffer(view);
    const differs = [apartArms(view), freeOfPorts(view)].every((arms) => losesMore(arms));
    return {
      confidence: isCrowded || !differs ? Math.min(POSSIBLE, support.confidence) : support.confidence,
      facts: [...facts(view, failures, 'got no answer'), ...(pods.length > 0 ? pods : onlyByFirst(view))],
    };
  },
};

/** So large a part of the AAAA queries that are lost, and of which the A is answered, can be dropped answers. Fewer drops are a fault beside. */
const DROPPED = 0.25;

/** May fivesec's own receive buffer be the reason why the second answer is missing? */
function mayBeOwnBuffer({ arms, evidence }: View): boolean {
  const drops = ownBufferDrops(evidence.node);
  const [a, aaaa] = (['A', 'AAAA'] as const).map((qtype) => over(arms, failures, [qtype]).failures);
  return drops.kind === 'absent' || (drops.value > 0 && drops.value >= DROPPED * ((aaaa ?? 0) - (a ?? 0)));
}

/** The DNS pods that alone lose AAAA, if the most probable explanation names any. */
function podFacts(view: View): readonly string[] {
  const [best] = view.losses().hypotheses;
  const addresses = best?.patterns.find(({ id }) => id === 'aaaa-lost')?.addresses ?? [];
  const direct = view.arms.filter(({ target }) => target.kind === 'endpoint');
  const [there, elsewhere] = [true, false].map((isThere) =>
    over(
      direct.filter(({ target }) => addresses.includes(target.address) === isThere),
      failures,
      ['AAAA'],
    ),
  );
  if (addresses.length === 0 || there === undefined || elsewhere === undefined) return [];
  return [
    `AAAA queries straight to ${joined(addresses)} that got no answer: ${outOf(there)}; straight to the other DNS pods: ${outOf(elsewhere)}`,
  ];
}

/** If the DNS pods answer AAAA and the first nameserver does not: it is a cache or a proxy that drops AAAA, or something before it does. */
function onlyByFirst({ arms, first, byVip }: View): readonly string[] {
  const direct = over(
    arms.filter(({ target }) => target.kind === 'endpoint'),
    failures,
    ['AAAA'],
  );
  const there = over(byVip(...APART, 'staggered', 'tcp'), failures, ['AAAA']);
  if (direct.failures > 0 || confidenceOf(fisherGreater(there, direct)) < LIKELY) return [];
  const who = first === 'vip' ? 'the VIP' : "the node's DNS cache";
  return [
    `AAAA queries straight to the DNS pods that got no answer: ${outOf(direct)}; by way of ${who}: ${outOf(there)}. So the DNS pods answer AAAA, and ${who} does not`,
  ];
}

/** If so large a part of the AAAA queries gets an error, it is the type that decides, whatever happens to A. */
const NEARLY_ALL = 0.9;

const refused: Rule = {
  id: 'aaaa-refused-however-sent',
  predicts: [],
  argument:
    'AAAA queries are answered with an error code or with an unusable answer, in every way to ask. A queries are answered correctly. If A gets such answers as well, and not all AAAA do, the server may refuse what exceeds a limit: the AAAA of a pair is its second query, and meets the limit more often. Then the confidence is 0.5 at most.',
  when: (view) => {
    const bad = view.arms.filter(({ transport }) => transport === 'udp');
    const [a, aaaa] = (['A', 'AAAA'] as const).map((qtype) => over(bad, answeredWithoutData, [qtype]));
    if (a === undefined || aaaa === undefined) return undefined;
    const sure = confidenceOf(fisherGreater(aaaa, a));
    // If A gets nearly as many errors, the server fails, and the difference is chance.
    if (sure === 0 || ratio(a) > ratio(aaaa) / 2) return undefined;
    // A difference that is not certain shows a fault of AAAA only if no A gets an error.
    const likely = a.failures === 0 ? 0.6 : POSSIBLE;
    const mayBeLimit = ratio(a) > ratio(aaaa) / 10 && ratio(aaaa) < NEARLY_ALL;
    const shown = sure >= CERTAIN ? CERTAIN : sure >= LIKELY ? likely : UNLIKELY;
    return {
      confidence: mayBeLimit ? Math.min(POSSIBLE, shown) : shown,
      facts: facts(view, answeredWithoutData, 'got an error or an unusable answer'),
    };
  },
};

const silentOutside: Rule = {
  id: 'aaaa-lost-outside',
  predicts: ['upstream-lost'],
  argument:
    "AAAA queries for names outside the cluster get no answer. A queries for the same names are answered, and so are both for the cluster's own names. So the upstream resolver, or a firewall before it, drops AAAA.",
  when: (view) => {
    const { alone, a, aaaa } = onlyAaaaOutside(view);
    const support = view.losses().supportOf('upstream-lost');
    if (!alone || support === undefined || support.confidence === 0) return undefined;
    return {
      confidence: support.confidence,
      facts: [
        `AAAA queries for names outside the cluster that got no answer: ${outOf(aaaa)}`,
        `A queries for the same names: ${outOf(a)}`,
        `AAAA queries for names of the cluster: ${outOf(over(view.evidence.arms.filter(isInside), failures, ['AAAA']))}`,
      ],
    };
  },
};

function isInside({ scope }: ArmTally): boolean {
  return scope === 'cluster';
}

function facts(view: View, count: typeof failures, what: string): readonly string[] {
  return (['AAAA', 'A'] as const).map(
    (qtype) => `${qtype} queries that ${what}: ${outOf(over(apartArms(view), count, [qtype]))}`,
  );
}

/** Does AAAA get no answer more often than A in these arms? */
function losesMore(arms: readonly ArmTally[]): boolean {
  const [aaaa, a] = [over(arms, failures, ['AAAA']), over(arms, failures, ['A'])];
  return confidenceOf(fisherGreater(aaaa, a)) >= LIKELY;
}

/**
 * Arms whose queries do not leave one UDP port at once, and random names of a cache that joins queries. A path that takes one query
 * at a time from a port loses the AAAA of all others, straight to a pod as well.
 */
function freeOfPorts({ arms, evidence }: View): readonly ArmTally[] {
  const random = evidence.arms.filter(({ strategy }) => strategy === 'uncached');
  return [...arms, ...random].filter(
    ({ strategy, transport }) =>
      transport === 'tcp' || APART.includes(strategy) || strategy === 'staggered' || strategy === 'uncached',
  );
}

/** Arms that keep A and AAAA apart, or that pass no DNAT. */
function apartArms({ arms }: View): readonly ArmTally[] {
  return arms.filter(({ strategy }) => !['pair', 'race', 'sticky'].includes(strategy));
}

export const aaaaBroken: CauseDefinition<'aaaa-broken'> = {
  cause: 'aaaa-broken',
  rules: [silent, silentOutside, refused],
  spoils: 'aaaa',
  remedies: [
    { change: 'Answer AAAA with no data where there is no IPv6 (`template ANY AAAA` in the Corefile)' },
    { change: 'Set `options no-aaaa` (dnsConfig): glibc 2.36 or later, musl and Go ignore it' },
    { change: 'Repair the server or firewall that drops AAAA queries' },
  ],
  askNext: ['separate', 'endpoint'],
};
