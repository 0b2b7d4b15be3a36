/** The fleet as text for a terminal: the conclusion, the causes, the worst nodes with their DNS pods, and who did not answer. */

import type { Proportion } from '../statistics/tests.ts';
import { conclude, countOf } from './conclusion.ts';
import { countByCause, healthOf, sureOf, titleOf } from './health.ts';
import { type FleetMatrix, fleetMatrix, lostPairs, type MatrixRow, slowLookups } from './matrix.ts';
import type { SilentAgent, Survey } from './survey.ts';

const LIMITS = { rows: 40, pods: 6 } as const;
const MOST_SILENT = 20;
const LONGEST_NODE = 40;

export function fleetText(survey: Survey): string {
  const { reports, silent, warnings } = survey;
  const matrix = fleetMatrix(reports, LIMITS);
  return [
    conclude(reports).sentence,
    '',
    sumLine(survey),
    ...warnings.map((warning) => `Note: ${warning}`),
    ...causeLines(survey),
    ...(reports.length === 0 ? [] : ['', ...nodeLines(matrix)]),
    ...(silent.length === 0 ? [] : ['', ...silentLines(silent)]),
    '',
  ].join('\n');
}

function sumLine({ reports, silent, tookMs }: Survey): string {
  const starting = reports.filter((report) => healthOf(report) === 'starting').length;
  const parts = [
    `${countOf(reports.length, 'node')} answered in ${(tookMs / 1000).toFixed(1)} s`,
    ...(silent.length === 0 ? [] : [`${countOf(silent.length, 'agent')} did not`]),
    ...(starting === 0 ? [] : [`still in the first round of probes: ${starting}`]),
  ];
  return `${parts.join('; ')}.`;
}

function causeLines({ reports }: Survey): readonly string[] {
  const counts = countByCause(reports);
  if (counts.length === 0) return [];
  const digits = String(counts[0]?.nodes ?? 0).length;
  const line = ({ cause, nodes }: (typeof counts)[number]) =>
    `  ${String(nodes).padStart(digits)}  ${cause}${titleOf(cause) === '' ? '' : `: ${titleOf(cause)}`}`;
  return ['', 'Nodes by cause:', ...counts.map(line)];
}

/** Columns are padded to their widest cell. The numbers are "lost of sent". */
function nodeLines({ pods, otherPods, rows, rest }: FleetMatrix): readonly string[] {
  const others = otherPods === 0 ? [] : [`${otherPods} other pods`];
  const head = ['NODE', 'VERDICT', 'SURE', 'SLOW', 'LOST', ...pods, ...others];
  const sum = [`${rest.nodes} other nodes`, `${rest.unhealthy} with a fault`, ''];
  const sums = [rest.lookups, rest.pairs, ...rest.cells, ...(others.length === 0 ? [] : [rest.otherPods])];
  const table = [
    head,
    ...rows.map((row) => nodeCells(row, others.length > 0)),
    ...(rest.nodes === 0 ? [] : [[...sum, ...sums.map(shareText)]]),
  ];
  const widths = head.map((_, column) => Math.max(...table.map((cells) => (cells[column] ?? '').length)));
  const lines = table.map((cells) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return [
    ...lines,
    '',
    'SLOW: stalled lookups of all. LOST: pairs that lost a query, of all. Addresses: the same straight to one DNS pod.',
  ];
}

function nodeCells(
  { report, health, cause, cells, otherPods }: MatrixRow,
  hasOthers: boolean,
): readonly string[] {
  const { node } = report;
  const verdictText =
    cause ?? (health === 'unhealthy' ? 'no cause yet' : health === 'starting' ? 'starting' : '-');
  return [
    node.length > LONGEST_NODE ? `${node.slice(0, LONGEST_NODE - 1)}…` : node,
    verdictText,
    sureOf(report),
    shareText(slowLookups(report)),
    shareText(lostPairs(report)),
    ...cells.map((cell) => (cell ? shareText(cell) : '-')),
    ...(hasOthers ? [shareText(otherPods)] : []),
  ];
}

export function shareText({ failures, trials }: Proportion): string {
  return `${failures}/${trials}`;
}

function silentLines(silent: readonly SilentAgent[]): readonly string[] {
  const more = silent.length - MOST_SILENT;
  return [
    `${silent.length} did not answer:`,
    ...silent.slice(0, MOST_SILENT).map(({ agent, reason }) => `  ${agent}: ${reason}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ];
}
