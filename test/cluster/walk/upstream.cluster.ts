/** An upstream server that is silent or slow, and an agent that also looks up a name outside of the cluster. */

import { describe, expect, it } from 'vitest';
import { silentUpstream, slowUpstream } from './faults.ts';
import { standingCluster } from './standing.ts';
import { walkFault } from './walk.ts';

const NAMES = JSON.stringify(['kubernetes.default.svc.cluster.local.', 'www.example.']);

const cluster = standingCluster({ args: ['--set-json', `config.names=${NAMES}`] });

describe.each([silentUpstream, slowUpstream])('$name', (fault) => {
  it('is named within two minutes, nothing else is, and it ends within a minute of the cure', async () => {
    const findings = await walkFault(cluster(), fault);
    expect.soft(findings.untrue).toEqual([]);
    expect.soft(findings.rightAfterS).toBeLessThanOrEqual(120);
    expect.soft(findings.relapsesAtS).toEqual([]);
    expect.soft(findings.goneAfterS).toBeLessThanOrEqual(60);
  });
});
