/**
 * What the pictures of the README show, as values that change only if a page looks different. Their digests are written beside the
 * pictures; a test compares them, and so says when a picture is out of date.
 */

import { createHash } from 'node:crypto';
import type { NodeReport } from '../../src/domain/node-report.ts';
import { fleetPage } from '../../src/fleet/fleet-page.ts';
import { ASSETS } from '../../src/status/assets.ts';
import { statusPage } from '../../src/status/status-page.ts';
import { racingNode } from '../../test/support/agent/page-views.ts';
import { nodes, podsLosing } from '../../test/support/fleet/node-reports.ts';

export const DIGESTS = new URL('../../docs/pictures/digests.json', import.meta.url);

const ZONES = ['zone-a', 'zone-b', 'zone-c'] as const;

/** The fleet of the picture: six nodes, and one DNS pod of three that answers no query. */
export function fleetOfThePicture(): readonly NodeReport[] {
  return nodes(6, (index) => ({
    zone: ZONES[index % 3] ?? 'zone-a',
    verdict: { cause: 'endpoint-down', confidence: 0.95 },
    lookups: { made: 120, slow: 5 + (index % 4), failed: 0 },
    pairs: { sent: 140, lost: 11 + (index % 3) },
    dnsPods: podsLosing([0, 40, index === 4 ? 1 : 0], 40),
  }));
}

/** The digest of each picture's source: its page with fixed contents, and its style. */
export function digests(): Readonly<Record<'status' | 'fleet', string>> {
  const style = ASSETS.filter(({ path }) => path.endsWith('.css')).map(({ body }) => body);
  const survey = { reports: fleetOfThePicture(), silent: [], warnings: [], startedAt: 0, tookMs: 40 };
  return { status: digest([statusPage(racingNode()), ...style]), fleet: digest([fleetPage(survey)]) };
}

function digest(texts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(text);
  return hash.digest('hex');
}
