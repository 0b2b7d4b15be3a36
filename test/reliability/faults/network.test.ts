/**
 * Faults of the network around the agent's measuring half, which runs in a pod of the lab: real interfaces, the kernel's own conntrack
 * table. After each fault the counters are reconciled, as in measuring.test.ts.
 */

import { expect, it } from 'vitest';
import { sumOf } from '../../lab/agent-in-pod.ts';
import { canStand } from '../../lab/can-stand.ts';
import { nodeArgv } from '../../lab/dns/program.ts';
import { farAddress, podLink } from '../../lab/ground/addresses.ts';
import { raise } from '../../lab/ground/wiring.ts';
import { type Lab, standUp } from '../../lab/lab.ts';
import { topology } from '../../lab/topology.ts';
import { type RigProcess, reconcile, startRig } from '../../support/agent/rig-process.ts';

const FLOWS = 10_000;
const MANY_FLOWS = new URL('../../support/wire/many-flows.ts', import.meta.url);
/** Below the range from which the kernel takes ports for sockets that ask for none (ip(7), ip_local_port_range). */
const FIRST_PORT = 20_000;

function rigIn(lab: Lab, procNet?: string): Promise<RigProcess> {
  const flags = { nameserver: [lab.vip], endpoint: [...lab.endpoints], procNet: lab.procNet };
  return startRig((argv) => lab.pod.spawn(argv), { flags, ...(procNet !== undefined && { procNet }) });
}

it("an interface that goes down and comes up: first the node's end of the pod's link, then the pod's own", async (ctx) => {
  await canStand(ctx, topology());
  await using lab = await standUp(topology());
  const link = podLink(0);
  const rig = await rigIn(lab);
  await rig.rises('healthy', 40);
  // Without a carrier, packets are lost and nobody says so.
  await lab.node.ip([`link set ${link.name} down`]);
  await rig.rises('judged', 40);
  await lab.node.ip([`link set ${link.name} up`]);
  await rig.rises('healthy', 40);
  // Without its route, every send fails at once.
  await lab.pod.ip(['link set eth0 down']);
  await rig.rises('judged', 40);
  await raise(lab.pod, link);
  await rig.rises('healthy', 40);
  const counts = await rig.end();
  reconcile(counts);
  expect(sumOf(counts.exposition, 'fivesec_query_timeouts_total')).toBeGreaterThan(0);
  expect(sumOf(counts.exposition, 'fivesec_send_errors_total', 'code="ENETUNREACH"')).toBeGreaterThan(0);
});

it(`${FLOWS} flows that come and go in the conntrack table: each is counted once, and nothing is named for them`, async (ctx) => {
  const two = topology({ pods: 2 });
  await canStand(ctx, two);
  await using lab = await standUp(two);
  const [, other = lab.pod] = lab.pods;
  const rig = await rigIn(lab, lab.procNet);
  // The first reading only shows which flows were there before.
  await rig.rises('flowReads', 1);
  await rig.rises('healthy', 40);
  for (let made = 0; made < FLOWS; made += FLOWS / 2) {
    const ask = nodeArgv(MANY_FLOWS, lab.vip, String(FIRST_PORT + made), String(FLOWS / 2));
    expect(await other.run(ask)).toBe(`${FLOWS / 2}\n`);
    await expect.poll(() => rig.progress().flows).toBe(made + FLOWS / 2);
    await lab.node.run(['conntrack', '-D', '-s', farAddress(podLink(1), 4)]);
    await rig.rises('flowReads', 2);
  }
  await rig.rises('healthy', 40);
  expect(rig.progress()).toMatchObject({ flows: FLOWS, causes: [] });
  reconcile(await rig.end());
});
