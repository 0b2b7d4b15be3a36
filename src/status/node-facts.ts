/** Where fivesec measures: the node, its nameservers, the race window, and what can't be read and why. */

import { RACE_WINDOW_WORDS } from '../compare/clash/race-window-words.ts';
import { READING_KEYS, READINGS } from '../kernel/readings.ts';
import { shortServer } from './format-server.ts';
import { bounded, type Content, type Html, html, prose } from './html.ts';
import type { PageView } from './page-view.ts';
import { LONGEST_NAME } from './slow-lookups.ts';

/** Lists are longer only by mistake. */
const MOST_ITEMS = 10;

export function nodeFacts(view: PageView): Html {
  const { latest, judgement, nameservers, pods, names } = view;
  const kernel = latest.kernel.kind === 'read' ? latest.kernel.value : `not known (${latest.kernel.detail})`;
  return html`<dl>
<dt>Node</dt><dd>${bounded(view.nodeName, 253)}</dd>
<dt>Kernel</dt><dd>${bounded(kernel, LONGEST_NAME)}</dd>
<dt>Race window</dt><dd><strong>${judgement.raceWindow}</strong>: ${RACE_WINDOW_WORDS[judgement.raceWindow]}</dd>
<dt>Nameservers</dt><dd>${listed(nameservers.map(({ server, is, found }) => html`<code>${shortServer(server)}</code> ${bounded(is, 100)}; ${prose(found, 200)}`))}</dd>
<dt>DNS pods</dt><dd>${listed(pods.servers.map((server) => html`<code>${shortServer(server)}</code>`))}<span class="quiet">${prose(pods.found, 300)}</span></dd>
<dt>Names</dt><dd>${listed(names.map((name) => html`<code>${bounded(name, 253)}</code>`))}</dd>
<dt>Can't be read</dt><dd>${unreadable(view)}</dd>
</dl>`;
}

function listed(items: readonly Html[]): Content {
  if (items.length === 0) return 'none ';
  const more = items.length - MOST_ITEMS;
  const shown = items.slice(0, MOST_ITEMS).map((item) => html`<li>${item}</li>`);
  return html`<ul class="plain">${shown}${more > 0 ? html`<li class="quiet">and ${more} more</li>` : ''}</ul>`;
}

/** Readings that are absent, by their reason: many share one. */
function unreadable({ latest }: PageView): Content {
  const reasons = new Map<string, string[]>();
  for (const key of READING_KEYS) {
    const reading = latest[key];
    if (reading.kind === 'absent')
      reasons.set(reading.detail, [...(reasons.get(reading.detail) ?? []), READINGS[key].about]);
  }
  if (reasons.size === 0) return 'nothing: every reading is there';
  return listed(
    [...reasons].map(
      ([detail, abouts]) => html`${abouts.join('; ')} <span class="quiet">(${bounded(detail, 200)})</span>`,
    ),
  );
}
