/** What each way to send a pair lost in the last minutes, as bars with intervals in a table, and what the ways are. */

import { type StrategyRow, strategyTable } from '../../diagnosis/strategy-table.ts';
import type { Evidence } from '../../domain/evidence.ts';
import { specOf } from '../../domain/strategy.ts';
import { type Html, html, prose } from '../html.ts';
import { strategyInWords } from '../strategy-words.ts';
import { percent, scaleOf, shareBar } from './share-bar.ts';

export function lossByStrategy(evidence: Evidence): Html {
  const rows = strategyTable(evidence).filter(({ pairs }) => pairs > 0);
  if (rows.length === 0) return html`<p class="quiet">No pair has ended yet.</p>`;
  const scale = scaleOf(rows.map(({ high }) => high));
  return html`<table class="bars">
<caption>Pairs that lost a query, by the way they were sent. Bar: the share that was lost. Thin line: its 95 % interval.</caption>
<thead><tr><th scope="col">Strategy</th><th scope="col" class="scale"><span>0</span> <span>${percent(scale)}</span></th><th scope="col" class="number">Lost</th></tr></thead>
<tbody>
${rows.map((row) => lossRow(row, scale))}</tbody>
</table>
${explained(rows)}`;
}

function explained(rows: readonly StrategyRow[]): Html {
  return html`<details id="strategies-explained"><summary>What each strategy sends, and how to read the table</summary>
<p>A pair is an A query (IPv4 address) and an AAAA query (IPv6 address) for one name. Each strategy sends it in another way, to the DNS Service unless another receiver is named.</p>
<dl>
${rows.map(
  ({ strategy }) => html`<dt><code>${strategy}</code></dt><dd>${strategyInWords(specOf(strategy))}</dd>
`,
)}</dl>
<p>Compare rows that differ in one respect. If <code>pair</code> loses queries and <code>separate</code> loses none, two queries on one socket disturb each other. If <code>endpoint</code> loses queries too, look at the DNS pods and the way to them. A strategy that loses nothing shows what helps.</p></details>`;
}

function lossRow(row: StrategyRow, scale: number): Html {
  const { strategy, pairs, lost, lossRatio, low, high } = row;
  return html`<tr id="loss-${strategy}"><th scope="row"><code>${strategy}</code> <small>${prose(specOf(strategy).standsFor)}</small></th>
<td class="picture">${shareBar({ ratio: lossRatio, low, high }, scale)}</td>
<td class="number"><strong>${percent(lossRatio)}</strong> <small class="count">${lost} of ${pairs}</small></td></tr>
`;
}
