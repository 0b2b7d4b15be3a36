/** Large answers do not arrive over UDP. Small answers do, and large ones over TCP do. */

import { allFailed, failedPairs, failures, over } from '../compare/counts/proportions.ts';
import { outOf } from '../compare/counts/wording.ts';
import { works } from '../compare/view/paths.ts';
import type { ArmTally } from '../domain/evidence.ts';
import { QUERY_TYPES } from '../domain/question.ts';
import type { Rule } from '../rules/rule.ts';
import { LIKELY, POSSIBLE } from '../statistics/confidence.ts';
import type { CauseDefinition } from './cause-definition.ts';
import { USE_VC } from './shared-remedies.ts';

const rule: Rule = {
  id: 'only-large-answers-are-lost',
  predicts: ['large-lost'],
  argument:
    'The answer for a name with many records does not arrive over UDP. It arrives over TCP, and small answers of the same server arrive over UDP. So the size is the reason: a fragment is dropped, or a link on the path takes smaller packets than the sender assumes. If it does not arrive over TCP either, the path may drop all large packets. That is likely if the answer of the other type for the same name is small and arrives, and else possible.',
  when: (view) => {
    const support = view.losses().supportOf('large-lost');
    if (support === undefined || support.confidence === 0) return undefined;
    const large = view.evidence.arms.filter(({ strategy }) => strategy === 'large');
    const overUdp = large.filter(({ transport }) => transport === 'udp');
    const tcp = view.failures(large.filter(({ transport }) => transport === 'tcp'));
    // If TCP fails as well, the name itself may get no answer. But it does get one if its small answer of the other type arrives.
    const otherArrives = QUERY_TYPES.some((qtype) => works(over(overUdp, failures, [qtype])));
    const isBlackHole = otherArrives && allFailed(tcp);
    const most = works(tcp) ? 1 : tcp.trials === 0 || isBlackHole ? LIKELY : POSSIBLE;
    return {
      confidence: Math.min(most, support.confidence),
      facts: [
        `pairs that lost a large answer over UDP: ${outOf(failedPairs(overUdp))}`,
        `queries for the same name over TCP that failed: ${outOf(tcp)}`,
        `pairs that lost a small answer over UDP: ${outOf(failedPairs(view.byVip('pair')))}`,
        ...(isBlackHole ? [BLACK_HOLE] : []),
      ],
    };
  },
};

const BLACK_HOLE =
  'the small answer of the other type for the same name arrives, and TCP loses the large one as well: the path drops all large packets, as where its MTU is smaller than the pods assume. `use-vc` does not help then';

/** Truncated answers and `use-vc` help only if TCP carries the large answer. Left unsaid where it was not asked for over TCP. */
function tcpMayCarry(arms: readonly ArmTally[]): boolean {
  const large = arms.filter(({ strategy, transport }) => strategy === 'large' && transport === 'tcp');
  return !allFailed(over(large, failures));
}

export const largeAnswersLost: CauseDefinition<'large-answers-lost'> = {
  cause: 'large-answers-lost',
  rules: [rule],
  spoils: 'large',
  remedies: [
    {
      change:
        'Limit answers over UDP to 1232 bytes (`bufsize 1232` in the Corefile): longer ones are truncated, and resolvers ask again over TCP',
      onlyIf: tcpMayCarry,
    },
    { change: 'Set the MTU of the pod network to that of the path, minus the overhead of the tunnel' },
    { change: 'Let fragments and ICMP "fragmentation needed" pass on the path' },
    { ...USE_VC, onlyIf: tcpMayCarry },
  ],
  askNext: ['large', 'tcp'],
};
