/** docs/metrics.md, from the catalogue. */

import { CAUSES } from '../../src/domain/cause.ts';
import { STRATEGIES } from '../../src/domain/strategy.ts';
import { CATALOGUE, type MetricGroup } from '../../src/metrics/catalogue.ts';
import type { MetricSpec } from '../../src/metrics/spec.ts';
import { code, generatedFrom, table } from '../markdown.ts';

export function metricsPage(): string {
  return `${generatedFrom('src/metrics/catalogue.ts')}

# Metrics

\`/metrics\` has the Prometheus text format 0.0.4. The node's name is not a label here: the
scrape adds it. A scrape starts no probe. It only reads the counts.

A series whose labels are known beforehand is 0 from the start, so that the first event is a rise. A series marked
*when known* appears with its first value: a counter that can't be read is not 0, and
\`fivesec_evidence_source_info\` says why it can't be read. \`fivesec_verdict\` has a series for each cause that a verdict has named since the agent started. It is 0
when the verdict has ended. This keeps a node below 400 series with default settings.

A probe is *starved* if the agent's own event loop stood still for a fifth of the probe's duration or more. It counts in
\`fivesec_starved_probes_total\`. Its durations and late answers do not count. Its timeouts count, because fivesec declares a timeout only after it has
read the socket. A slow lookup that would have been quick without the stall counts under the cause \`agent-starved\`. If a probe is aborted, for example because the agent
ends, only its timeouts until then count.

The duration of a query does not contain the time for which the agent was ready to read the answer and had no CPU, where the kernel counts that time
([decision 026](decisions/026-the-wait-for-a-cpu-is-taken-off.md)).

${CATALOGUE.map(group).join('\n\n')}

## Label values

### cause

${table(
  ['cause', 'meaning'],
  Object.entries(CAUSES).map(([id, { title }]) => [code(id), title]),
)}

### strategy

${table(
  ['strategy', 'on the wire', 'stands for'],
  Object.entries(STRATEGIES).map(([id, { wire, standsFor }]) => [code(id), wire, standsFor]),
)}
`;
}

function group({ title, commands, metrics }: MetricGroup): string {
  const where = `Exported by ${commands.map((command) => code(`fivesec ${command}`)).join(' and ')}.`;
  const rows = metrics.map((metric) => [
    code(metric.name),
    metric.type + (metric.presence === 'when-known' ? ', when known' : ''),
    labels(metric),
    metric.help,
  ]);
  const edges = metrics.flatMap((metric) =>
    metric.edges ? [`Edges of ${code(metric.name)}, in seconds: ${metric.edges.join(', ')}.`] : [],
  );
  return [`## ${title}`, where, table(['metric', 'type', 'labels', 'what it says'], rows), ...edges].join(
    '\n\n',
  );
}

/** Values are listed where they are few; causes and strategies have a table of their own. */
function labels({ labels: given }: MetricSpec): string {
  const described = Object.entries(given).map(([label, values]) => {
    if (values === 'open' || label === 'cause' || label === 'strategy') return code(label);
    const named = values.map((value) => (value === '' ? 'empty' : code(value)));
    return `${code(label)} (${named.join(', ')})`;
  });
  return described.join('; ') || 'none';
}
