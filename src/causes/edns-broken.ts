/** Queries with an OPT record (EDNS) fail; the same queries without one do not. */

import { answeredWithoutData, failedPairs, failures, over, ratio } from '../compare/counts/proportions.ts';
import { outOf } from '../compare/counts/wording.ts';
import { explainsLittle } from '../compare/harm.ts';
import type { SortedEvidence } from '../compare/view/sorted-evidence.ts';
import type { ArmTally, QueryTally } from '../domain/evidence.ts';
import { APART, type Strategy } from '../domain/strategy.ts';
import type { Rule } from '../rules/rule.ts';
import { confidenceOf, POSSIBLE, UNLIKELY } from '../statistics/confidence.ts';
import { fisherGreater, type Proportion } from '../statistics/tests.ts';
import type { CauseDefinition } from './cause-definition.ts';

/** The fewest answered pairs without an OPT record. Right after the onset of any fault there are few results of either kind. */
const ENOUGH_PLAIN = 5;
/** A DNS pod that is down loses two pairs of the few that have an OPT record by chance. */
const ENOUGH_LOST = 3;

const noAnswer: Rule = {
  id: 'opt-gets-no-answer',
  predicts: ['opt-lost'],
  argument:
    'Queries with an OPT record get no answer. The same queries without one, by the same path, are answered. So a server or a device on the path drops queries because of the record. A resolver that sends an OPT record, with `options edns0`, waits for each timeout and then fails. With fewer than 5 answered pairs without the record, nothing is compared, and the confidence is 0.3 at most. Both queries of a pair carry the record: if mostly one of the two is lost, the reason is another one, and the confidence is 0.5 at most.',
  when: (view) => {
    const support = view.losses().supportOf('opt-lost');
    if (support === undefined || support.confidence === 0) return undefined;
    const plain = failedPairs(withoutOpt(view, 'pair', 'race', ...APART));
    const opt = failedPairs(withOpt(view));
    const most = opt.failures >= ENOUGH_LOST && !areHalves(withOpt(view)) ? 1 : POSSIBLE;
    const isCompared = plain.trials - plain.failures >= ENOUGH_PLAIN;
    return {
      confidence: Math.min(isCompared ? most : UNLIKELY, support.confidence),
      isMinor: explainsLittle(view, over(withOpt(view), failures).failures),
      facts: [
        `pairs with an OPT record that lost a query: ${outOf(opt)}`,
        `pairs without one that lost a query: ${outOf(failedPairs(withoutOpt(view, 'pair')))}`,
      ],
    };
  },
};

/** Did most of these pairs that lost any query lose only one of the two? */
function areHalves(arms: readonly ArmTally[]): boolean {
  const [one, both] = [
    sumOf(arms.map(({ oneFailed }) => oneFailed)),
    sumOf(arms.map(({ bothFailed }) => bothFailed)),
  ];
  return one > both;
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

const LEAST_REFUSED = 0.15;
/** The record makes an error at least so many times more frequent. A server that spoils a share of all answers spoils some of these by chance. */
const MUCH_MORE = 4;
/** Less than so many times: then the queries without the record fail in much the same way. */
const HARDLY_MORE = 2;

const errorCode: Rule = {
  id: 'opt-gets-an-error-code',
  predicts: [],
  argument:
    'Queries with an OPT record are answered with an error code or with an unusable answer. The same queries without one are answered correctly. A server that does not know EDNS answers FORMERR or NOTIMP (RFC 6891 section 7). If fewer than 15 % of the queries get such an answer, or queries without the record get it at least a quarter as often, the confidence is 0.5 at most. If those get it at least half as often, the record is hardly the reason: 0.3 at most.',
  when: (view) => {
    const [opt, plain] = [withOpt(view), withoutOpt(view, 'pair')].map((arms) => over(arms, ofAnswered));
    if (opt === undefined || plain === undefined || opt.failures < 2) return undefined;
    const sure = confidenceOf(fisherGreater(opt, plain));
    if (sure === 0) return undefined;
    // A server without EDNS refuses every OPT record, so one of five pods refuses a fifth of them.
    const isDoubtful = ratio(plain) > ratio(opt) / MUCH_MORE || ratio(opt) < LEAST_REFUSED;
    const most = ratio(plain) >= ratio(opt) / HARDLY_MORE ? UNLIKELY : isDoubtful ? POSSIBLE : 1;
    return {
      confidence: Math.min(most, sure),
      facts: [
        `answered queries with an OPT record that got an error code or an unusable answer: ${outOf(opt)}`,
        `queries without one that did: ${outOf(plain)}`,
      ],
    };
  },
};

export const ednsBroken: CauseDefinition<'edns-broken'> = {
  cause: 'edns-broken',
  rules: [noAnswer, errorCode],
  remedies: [
    { change: 'Update or remove the DNS server, proxy or firewall on the path that does not support EDNS' },
    {
      change:
        'Until then, remove `options edns0` and `options trust-ad` from resolv.conf (dnsConfig): both make glibc send an OPT record; musl never does',
    },
  ],
  askNext: ['edns', 'pair'],
};

function withOpt({ evidence: { arms } }: SortedEvidence): readonly ArmTally[] {
  return arms.filter(({ strategy }) => strategy === 'edns');
}

/** Of the queries that were answered: those that got no data. Lost ones say nothing about the answers. */
function ofAnswered(tally: QueryTally): Proportion {
  const { failures, trials } = answeredWithoutData(tally);
  return { failures, trials: trials - tally.timedOut - tally.networkErrors };
}

/** The same queries without the record. Names outside the cluster may fail by themselves, so the scope is the same. */
function withoutOpt(view: SortedEvidence, ...strategies: readonly Strategy[]): readonly ArmTally[] {
  const scopes = withOpt(view).map(({ scope }) => scope);
  return view.evidence.arms.filter(
    ({ strategy, target, scope }) =>
      strategies.includes(strategy) && target.kind === view.first && scopes.includes(scope),
  );
}
