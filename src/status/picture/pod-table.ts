/** The DNS pods, each asked directly: what it lost, how long its answers take, and its share of the node's DNS flows if known. */

import { type DnsPod, dnsPodsOf } from '../../compare/view/dns-pods.ts';
import type { ArmTally, Evidence } from '../../domain/evidence.ts';
import type { FlowSummary } from '../../domain/flow.ts';
import { quantile, wilson } from '../../statistics/tests.ts';
import { formatMs } from '../format-ms.ts';
import { shortServer } from '../format-server.ts';
import { bounded, type Html, html, prose } from '../html.ts';
import type { FoundPods } from '../page-view.ts';
import { percent, scaleOf, shareBar } from './share-bar.ts';

/** The worst come first, so what is cut off is the healthy end. */
const MOST_PODS = 20;

/** `flows`: the DNS flows of the node's pods via the VIP; absent if the conntrack table is not read. */
export function podTable({ arms }: Evidence, { servers, found }: FoundPods, flows?: FlowSummary): Html {
  const pods = dnsPodsOf(arms, ['A', 'AAAA']).sort((one, other) => lossOf(other) - lossOf(one));
  if (pods.length === 0) {
    const known = servers.slice(0, MOST_PODS).map(shortServer).join(', ');
    return html`<p class="quiet">No DNS pod was asked directly in the last minutes. Known: ${known || 'none'} (${prose(found)}).</p>`;
  }
  const scale = scaleOf(pods.map(({ pairs }) => wilson(pairs).high));
  const left = pods.length - MOST_PODS;
  return html`<table class="bars">
<caption>Each DNS pod, asked directly and not by the Service.${flows ? " Share: of the flows that the node's pods sent to the Service." : ''} Their addresses are ${prose(found)}.${left > 0 ? ` ${left} more pods lost no more than these.` : ''}</caption>
<thead><tr><th scope="col">DNS pod</th><th scope="col" class="scale"><span>0</span> <span>${percent(scale)}</span></th><th scope="col" class="number">Lost</th><th scope="col" class="number">Median</th>${flows ? html`<th scope="col" class="number">Share</th>` : ''}</tr></thead>
<tbody>
${pods.slice(0, MOST_PODS).map((pod) => podRow(pod, arms, scale, flows))}</tbody>
</table>`;
}

function podRow(
  { address, pairs }: DnsPod,
  arms: readonly ArmTally[],
  scale: number,
  flows: FlowSummary | undefined,
): Html {
  const interval = wilson(pairs);
  const median = quantile(rttsOf(address, arms), 0.5);
  return html`<tr><th scope="row"><code>${bounded(address, 60)}</code></th>
<td class="picture">${shareBar(interval, scale)}</td>
<td class="number"><strong>${percent(interval.ratio)}</strong> <small class="count">${pairs.failures} of ${pairs.trials}</small></td>
<td class="number">${median === undefined ? 'no answer' : formatMs(median)}</td>${flows ? html`<td class="number">${shareOf(address, flows)}</td>` : ''}</tr>
`;
}

function shareOf(address: string, { endpoints }: FlowSummary): string {
  return percent(endpoints.find(({ endpoint }) => endpoint === address)?.share ?? 0);
}

function lossOf({ pairs }: DnsPod): number {
  return wilson(pairs).ratio;
}

/** Of answers over UDP: a TCP connection takes a round trip more. */
function rttsOf(address: string, arms: readonly ArmTally[]): readonly number[] {
  return arms
    .filter(
      ({ target, transport }) =>
        target.kind === 'endpoint' && target.address === address && transport === 'udp',
    )
    .flatMap(({ rttsMs }) => rttsMs)
    .sort((one, other) => one - other);
}
