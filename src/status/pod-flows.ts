/** The DNS flows of the node's pods, from the conntrack table: where they were sent, how many got no answer, and whose those were. */

import type { FlowSummary } from '../domain/flow.ts';
import { bounded, type Content, type Html, html } from './html.ts';
import { spanInWords } from './past-stalls.ts';
import { percent } from './picture/share-bar.ts';

/** Those with the most unanswered flows come first. All are in /api/flows. */
const MOST_PODS = 12;
/** INET6_ADDRSTRLEN, without its last byte. */
const LONGEST_ADDRESS = 45;

type Endpoint = FlowSummary['endpoints'][number];

export function podFlows({ windowMs, endpoints, clients }: FlowSummary): Html {
  const [flows, unanswered] = [
    total(endpoints, (one) => one.flows),
    total(endpoints, (one) => one.unanswered),
  ];
  return html`<p>In the last ${spanInWords(windowMs)} the pods of this node sent ${flows} new ${flows === 1 ? 'flow' : 'flows'} to the DNS Service. ${unanswered} got no answer for 5 seconds or longer. fivesec's own flows do not count. <a href="/api/flows">The same as JSON</a></p>
${[byEndpoint(endpoints), byClient(clients)]}`;
}

function byEndpoint(endpoints: readonly Endpoint[]): Content {
  if (endpoints.length === 0) return '';
  const worst = endpoints.toSorted(
    (one, other) => other.unanswered - one.unanswered || other.flows - one.flows,
  );
  return html`<p class="quiet">By the DNS pod to which the node sent them. <code>other</code> is an address that is no known DNS pod.</p>
<div class="wide"><table>
<thead><tr><th scope="col">DNS pod</th><th scope="col" class="number">New flows</th><th scope="col" class="number">Share</th><th scope="col" class="number">No answer</th></tr></thead>
<tbody>
${worst.slice(0, MOST_PODS).map(endpointRow)}</tbody>
</table></div>
`;
}

function endpointRow({ endpoint, flows, share, unanswered }: Endpoint): Html {
  return html`<tr>
<td data-label="DNS pod"><code>${bounded(endpoint, LONGEST_ADDRESS)}</code></td>
<td data-label="New flows" class="number">${flows}</td>
<td data-label="Share" class="number">${percent(share)}</td>
<td data-label="No answer" class="number${unanswered > 0 ? ' bad' : ''}">${unanswered}</td>
</tr>
`;
}

function byClient(clients: FlowSummary['clients']): Content {
  if (clients.length === 0) return '';
  return html`<p class="quiet">The client pods with the most unanswered flows. <code>kubectl get pods -A -o wide</code> shows whose address it is.</p>
<div class="wide"><table>
<thead><tr><th scope="col">Client pod</th><th scope="col" class="number">No answer</th></tr></thead>
<tbody>
${clients.map(
  ({ address, unanswered }) => html`<tr>
<td data-label="Client pod"><code>${bounded(address, LONGEST_ADDRESS)}</code></td>
<td data-label="No answer" class="number bad">${unanswered}</td>
</tr>
`,
)}</tbody>
</table></div>
`;
}

function total(endpoints: readonly Endpoint[], of: (one: Endpoint) => number): number {
  return endpoints.reduce((sum, one) => sum + of(one), 0);
}
