/** Kinds of faults on the path through the node: conntrack, NAT, the proxy's rules. */

import { dnatRace } from '../faults/dnat-race.ts';
import { type DnatRaceLegacy, dnatRaceLegacy } from '../faults/dnat-race-legacy.ts';
import { endpointDown } from '../faults/endpoint-down.ts';
import { portLimit } from '../faults/one-at-a-time.ts';
import { reverseNatMissing } from '../faults/reverse-nat-missing.ts';
import { snatRace } from '../faults/snat-race.ts';
import { staleConntrack } from '../faults/stale-conntrack.ts';
import { vipBackends } from '../faults/vip-backends.ts';
import { vipUnreachable } from '../faults/vip-unreachable.ts';
import type { Draw } from './draw.ts';
import { type Ground, isListed, shareOf } from './ground.ts';
import { asksVip, isSpread, type Kind, type Trouble } from './kind.ts';

const QUICK = { kind: 'scripted', rules: [{ delayMs: 1 }] } as const;

function race(draw: Draw, how: Omit<DnatRaceLegacy, 'percent'> = {}): Trouble {
  const percent = draw.oneOf([10, 30, 70]);
  const story = `two queries at once from one port clash, ${percent} % lose one, ${how.how ?? 'dropped'}${how.direct ? ', directly too' : ''}`;
  const alsoTrue = how.direct || how.how === 'astray' ? ['pair-dropped-on-path'] : [];
  return { story, faults: [dnatRaceLegacy({ percent, ...how })], wanted: ['conntrack-race'], alsoTrue };
}

function podDown(draw: Draw, ground: Ground): Trouble {
  const index = draw.whole(0, ground.dnsPods.length - 1);
  const how = draw.oneOf(['silent', 'refused'] as const);
  const share = shareOf(ground, index);
  const faults = [endpointDown({ index, how })];
  const story = `DNS pod ${index + 1} is down (${how}), ${Math.round(share * 100)} % of the VIP leads to it`;
  const down = [index];
  // With `rotate`, half of the lookups of glibc begin with this nameserver, and wait for it if it is silent.
  const stalls = how === 'silent' && ground.rotate && ground.nameservers.slice(1).includes(index);
  const wanted = stalls ? ['nameserver-down', 'endpoint-down'] : [];
  if (share === 0) return { story, faults, down, wanted, alsoTrue: ['endpoint-down'] };
  // For a pod that is not in its list, fivesec can only say that the VIP leads to an address that does not answer.
  const unlisted = share === 1 ? ['vip-unreachable'] : ['vip-leads-astray'];
  return { story, faults, down, wanted: ['endpoint-down', ...(isListed(ground, index) ? [] : unlisted)] };
}

function ghost(draw: Draw, ground: Ground): Trouble {
  const ghosts = draw.oneOf([['nobody'], ['nobody', 'nobody']] as const);
  const listed = ground.list === 'stale' || ground.list === 'none' ? ['endpoint-down'] : [];
  return {
    story: `${ghosts.length} of ${ghosts.length + ground.backends.length} shares of the VIP lead to an address without a host`,
    faults: [vipBackends([...ground.backends, ...ghosts])],
    wanted: ['vip-leads-astray', ...listed],
  };
}

function reverseNat(draw: Draw): Trouble {
  const percent = draw.oneOf([30, 60, 100]);
  return {
    story: `${percent} % of the answers via the VIP are not translated back`,
    faults: [reverseNatMissing({ percent })],
    wanted: ['reverse-nat-missing'],
  };
}

/** All of them need the VIP to be asked. */
const kinds: readonly Kind[] = [
  {
    name: 'race',
    weight: 5,
    touches: ['servers', 'ports'],
    needs: { servers: QUICK },
    make: (draw) => race(draw),
  },
  {
    name: 'race-direct',
    weight: 1,
    touches: ['servers', 'ports'],
    needs: { servers: QUICK },
    make: (draw) => race(draw, { direct: true }),
  },
  {
    name: 'race-astray',
    weight: 1,
    touches: ['servers', 'ports'],
    needs: { servers: QUICK },
    make: (draw) => race(draw, { how: 'astray' }),
  },
  {
    name: 'race-repaired',
    weight: 2,
    touches: ['ports'],
    needs: { pods: 2 },
    make: () => ({ story: 'clashes are repaired', faults: [dnatRace()], wanted: [] }),
  },
  {
    name: 'snat-race',
    weight: 2,
    touches: ['ports'],
    needs: { masquerade: true },
    make(draw) {
      const percent = draw.oneOf([10, 30, 50]);
      return {
        story: `${percent} % of new flows clash under SNAT`,
        faults: [snatRace({ percent })],
        wanted: ['snat-port-race'],
      };
    },
  },
  {
    name: 'stale-conntrack',
    weight: 2,
    touches: ['vip'],
    fits: isSpread,
    make: () => ({
      story: 'a DNS pod was replaced while a long-lived socket used it',
      faults: [staleConntrack()],
      wanted: ['stale-conntrack'],
      // It is still in the list, and it is down.
      alsoTrue: ['endpoint-down'],
      begins: 'midway',
    }),
  },
  { name: 'endpoint-down', weight: 6, touches: ['vip', 'servers'], make: podDown },
  { name: 'ghost-backend', weight: 4, touches: ['vip'], make: ghost },
  {
    name: 'vip-unreachable',
    weight: 3,
    touches: ['vip', 'servers', 'ports', 'path', 'pod', 'resolv-conf', 'upstream'],
    make(draw) {
      const how = draw.oneOf(['no-rules', 'no-endpoints'] as const);
      return {
        story: `the VIP is unreachable (${how})`,
        faults: [vipUnreachable({ how })],
        wanted: ['vip-unreachable'],
        alsoTrue: how === 'no-endpoints' ? ['endpoint-down'] : [],
      };
    },
  },
  { name: 'reverse-nat-missing', weight: 2, touches: ['vip', 'ports'], make: reverseNat },
  {
    name: 'port-limit',
    weight: 2,
    touches: ['ports'],
    make: () => ({
      story:
        'a datagram for the VIP is lost if it follows another one from the same port within milliseconds',
      faults: [portLimit()],
      wanted: ['pair-dropped-on-path'],
    }),
  },
];

export const VIP_KINDS: readonly Kind[] = kinds.map((kind) => ({
  ...kind,
  fits: (ground) => asksVip(ground) && (kind.fits?.(ground) ?? true),
}));
