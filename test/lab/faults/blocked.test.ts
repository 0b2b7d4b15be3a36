import { describe, expect, it } from 'vitest';
import { canStand } from '../can-stand.ts';
import { standUp } from '../lab.ts';
import { impatientLookups, UNRATIONED } from '../probe/impatient.ts';
import { topology } from '../topology.ts';
import { blocked } from './blocked.ts';

const TEN_FINE = { lookups: 10, slow: 0, failed: 0 };
const OTHER = { udp: 'tcp', tcp: 'udp' } as const;

/** The results of ten lookups over the blocked transport, and the fewest packets of them that the firewall counts. */
const EFFECTS = [
  // Two rounds of A and AAAA.
  { transport: 'udp', how: 'silent', found: { slow: 10, failed: 10 }, packets: 40 },
  // glibc retries from a new socket as soon as it gets the ICMP error.
  { transport: 'udp', how: 'rejected', found: { slow: 0, failed: 10 }, packets: 20 },
  // One connection each: the kernel sends its SYN again, then glibc gives up.
  { transport: 'tcp', how: 'silent', found: { slow: 10, failed: 10 }, packets: 20 },
  { transport: 'tcp', how: 'rejected', found: { slow: 0, failed: 10 }, packets: 10 },
] as const;

describe('a firewall that blocks one transport', () => {
  for (const { transport, how, found, packets } of EFFECTS) {
    it.for([4, 6] as const)(
      `stops ${transport}, ${how}, and counts it; ${OTHER[transport]} passes, over IPv%i`,
      async (family, ctx) => {
        const plan = topology({ family });
        await canStand(ctx, plan);
        await using lab = await standUp(plan);
        await lab.node.sysctl(UNRATIONED);
        const ask = await impatientLookups(lab);
        const fault = await lab.inject(blocked({ transport, how }));

        expect(await ask(OTHER[transport])).toEqual(TEN_FINE);
        expect(await fault.truth()).toEqual({ blocked: 0, connections: 0 });

        expect(await ask(transport)).toEqual({ lookups: 10, ...found });
        const { blocked: counted, connections } = await fault.truth();
        console.log(`${transport} ${how} over IPv${family}: ${counted} packets blocked`);
        expect(counted).toBeGreaterThanOrEqual(packets);
        expect(connections).toBe(transport === 'tcp' ? 10 : 0);

        await fault.stop();
        expect(await ask(transport)).toEqual(TEN_FINE);
      },
    );
  }
});
