/** The findings as text for a person: what was asked, the results of each strategy, what they mean and what to change. */

import { RACE_WINDOW_WORDS } from '../../compare/clash/race-window-words.ts';
import { failedPairs } from '../../compare/counts/proportions.ts';
import { formatDuration, percent } from '../../compare/counts/wording.ts';
import { fateFacts } from '../../compare/view/fates.ts';
import { netfilterFacts } from '../../compare/vip/netfilter-path.ts';
import { type Rank, rankOf } from '../../diagnosis/rank.ts';
import { CAUSES, isAlarming } from '../../domain/cause.ts';
import { formatServer, type Server } from '../../domain/server.ts';
import { sureText, type Verdict } from '../../domain/verdict.ts';
import type { Paint } from '../../platform/paint.ts';
import type { Findings } from '../findings.ts';
import { type NextStep, nextSteps, type Where } from '../next-steps.ts';
import { networkErrorLines, sendErrorLines } from '../query-errors.ts';
import { sensitivity } from '../sensitivity.ts';
import { evidenceJson, lookupsJson } from './json.ts';
import { endpointLines, outsideLines, strategyLines } from './table.ts';

const LONG_WAIT_MS = 1_000;

/** Complete lines, with line breaks. `explain` adds the evidence as JSON. */
export function report(findings: Findings, paint: Paint, explain: boolean): string {
  const { judgement, interrupted, durationMs } = findings;
  const { evidence, verdicts, raceWindow } = judgement;
  const blocks: (readonly string[])[] = [
    headLines(findings),
    strategyLines(evidence),
    endpointLines(evidence),
    outsideLines(evidence),
    [...sendErrorLines(findings.sendErrors), ...networkErrorLines(findings.networkErrors)],
    lookupLines(findings),
    fateFacts(judgement),
    [`race window: ${raceWindow}: ${RACE_WINDOW_WORDS[raceWindow]}`, ...netfilterFacts(evidence)],
    ...(interrupted
      ? [
          [
            paint(
              'yellow',
              `interrupted after ${formatDuration(durationMs)}: this is what fivesec knew by then`,
            ),
          ],
        ]
      : []),
    ...(verdicts.length === 0
      ? [[quietLine(findings, paint)]]
      : verdicts.map((verdict) => verdictLines(verdict, paint))),
    nextLines(nextSteps(findings)),
    ...(explain ? [['evidence:', JSON.stringify(evidenceJson(evidence), null, 2)]] : []),
  ];
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function headLines(findings: Findings): readonly string[] {
  const { judgement, node, nodeName, nameservers, nodeLocal, names, lookups } = findings;
  const pairs = judgement.evidence.arms.reduce((sum, arm) => sum + arm.pairs, 0);
  return [
    `node         ${nodeName}${node.kernel.kind === 'read' ? `, Linux ${node.kernel.value}` : ''}`,
    `nameserver   ${shown(nameservers)}`,
    `DNS pods     ${podsLine(findings)}`,
    ...(nodeLocal === undefined ? [] : [`node-local   ${formatServer(nodeLocal)}`]),
    `names        ${names.join(', ')}`,
    `measured     ${pairs} pairs and ${lookups.length} lookups in ${timeOf(findings)}, at most ${findings.maxQps} queries a second`,
    ...(judgement.evidence.flows?.kind === 'absent'
      ? [`not known    where lost queries went (${judgement.evidence.flows.detail})`]
      : []),
    ...(node.conntrack.kind === 'absent'
      ? [`not known    conntrack statistics (${node.conntrack.detail})`]
      : []),
  ];
}

function shown(servers: readonly Server[]): string {
  return servers.map(formatServer).join(', ');
}

function podsLine({ endpoints, endpointsName }: Pick<Findings, 'endpoints' | 'endpointsName'>): string {
  if (endpoints.length > 0) return shown(endpoints);
  if (endpointsName === undefined) return 'not known (--endpoint, --endpoints-name)';
  return `none found: ${endpointsName} has no address, or got no answer`;
}

/** A short check that loses something takes much longer than requested: a loss is known only after its deadline. */
function timeOf({ durationMs, askedMs }: Findings): string {
  const waitedMs = durationMs - askedMs;
  const waiting =
    waitedMs < LONG_WAIT_MS ? '' : ` (${formatDuration(waitedMs)} of it waiting for missing answers)`;
  return `${formatDuration(durationMs)}${waiting}`;
}

function lookupLines({ lookups }: Findings): readonly string[] {
  if (lookups.length === 0) return ['lookups: none ended in this time (--duration, --max-qps)'];
  return lookupsJson(lookups).map(
    ({ name, profile, lookups: count, slow, failed, results, p50Ms, maxMs }) => {
      const notFound = results['not-found'] ?? 0;
      const ends = [
        `${slow} stalled`,
        `${failed} failed`,
        ...(notFound > 0 ? [`${notFound} not found`] : []),
      ];
      return `lookups of ${name} as ${profile}: ${count}, ${ends.join(', ')}, median ${formatDuration(p50Ms)}, longest ${formatDuration(maxMs)}`;
    },
  );
}

function quietLine({ interrupted, judgement }: Findings, paint: Paint): string {
  if (interrupted) return 'Nothing was found so far.';
  const { pairs, unseenLoss, isEnough } = sensitivity(judgement.evidence);
  if (!isEnough) {
    const few = `Nothing was found, but ${pairs} pairs as applications send them are too few to call this healthy`;
    return paint(
      'yellow',
      `${few}: a loss of ${percent(unseenLoss)} could go unseen (--duration, --max-qps).`,
    );
  }
  const healthy = 'Healthy: fivesec found no lost, slow or refused queries that need an explanation.';
  const lost = failedPairs(judgement.evidence.arms);
  const strays =
    lost.failures === 0
      ? ''
      : ` Of ${lost.trials} pairs ${lost.failures} lost a query: networks lose single packets, and no lookup waited for one of these.`;
  return `${paint('green', healthy)}${strays} A loss of less than ${percent(unseenLoss)} may go unseen.`;
}

const RANK_WORDS: Readonly<Record<Rank, string>> = {
  claim: 'verdict',
  possible: 'possible',
  unlikely: 'unlikely',
  aside: 'not the reason',
};

function verdictLines(verdict: Verdict, paint: Paint): readonly string[] {
  const { cause, rule, facts, remedies } = verdict;
  const rank = rankOf(verdict);
  const what = paint(isAlarming(cause) ? 'red' : 'green', `${RANK_WORDS[rank]}: ${cause}`);
  const sure = rank === 'aside' ? '' : sureText(verdict);
  const helping = rank === 'unlikely' || rank === 'aside' ? [] : remedies;
  return [
    `${what}${sure === '' ? '' : ` (${sure})`}: ${CAUSES[cause].title}`,
    `  facts (rule ${rule})`,
    ...facts.map((fact) => `  - ${fact}`),
    ...(helping.length === 0 ? [] : ['  what helps, best first']),
    ...helping.map(({ change }, index) => `  ${index + 1}. ${change}`),
  ];
}

const WHERE_WORDS: Readonly<Record<Where, string>> = {
  here: 'here',
  node: 'on this node, as root',
  'another-node': 'on another node',
};

function nextLines(steps: readonly NextStep[]): readonly string[] {
  if (steps.length === 0) return [];
  const lines = steps.flatMap(({ where, command, why }, index) => [
    `  ${index + 1}. ${WHERE_WORDS[where]}: ${command}`,
    `     ${why}`,
  ]);
  return ['what to run next', ...lines];
}
