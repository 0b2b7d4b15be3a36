/**
 * The sources of the README's pictures: what they show, as values that change only if a page looks different. `npm run pictures` writes
 * two digests for each picture: that of its source, and that of its file. A test compares both with what is there now. So it says
 * when a page has changed since its picture was taken, and when a file is not the picture that was taken.
 */

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { NodeReport } from '../../src/domain/node-report.ts';
import { fleetPage } from '../../src/fleet/fleet-page.ts';
import { ASSETS } from '../../src/status/assets.ts';
import { statusPage } from '../../src/status/status-page.ts';
import { racingNode } from '../../test/support/agent/page-views.ts';
import { nodes, podsLosing } from '../../test/support/fleet/node-reports.ts';

export const DIGESTS = new URL('../../docs/pictures/digests.json', import.meta.url);

const ZONES = ['zone-a', 'zone-b', 'zone-c'] as const;

/** The fleet of the picture: six nodes, and one DNS pod of three that answers no query, so that a third of the pairs via the VIP is lost. */
export function fleetOfThePicture(): readonly NodeReport[] {
  return nodes(6, (index) => ({
    zone: ZONES[index % 3] ?? 'zone-a',
    verdict: { cause: 'endpoint-down', confidence: 0.95 },
    lookups: { made: 120, slow: 38 + (index % 4), failed: 0 },
    pairs: { sent: 140, lost: 45 + (index % 3) },
    dnsPods: podsLosing([0, 40, index === 4 ? 1 : 0], 40),
  }));
}

type Picture = 'status' | 'fleet';

export interface Digests {
  /** Of the page with fixed contents, and of its style. */
  readonly page: string;
  /** Of the PNG file. */
  readonly file: string;
}

/** The digests of each picture as it is now, with its page as it is now. */
export function digests(): Readonly<Record<Picture, Digests>> {
  const pages = pageDigests();
  const of = (name: Picture): Digests => ({
    page: pages[name],
    file: digest([readFileSync(new URL(`${name}.png`, DIGESTS))]),
  });
  return { status: of('status'), fleet: of('fleet') };
}

function pageDigests(): Readonly<Record<Picture, string>> {
  const style = ASSETS.filter(({ path }) => path.endsWith('.css')).map(({ body }) => body);
  const survey = { reports: fleetOfThePicture(), silent: [], warnings: [], startedAt: 0, tookMs: 40 };
  return { status: digest([statusPage(racingNode()), ...style]), fleet: digest([fleetPage(survey)]) };
}

function digest(texts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(text);
  return hash.digest('hex');
}
