/** Kinds of faults on the wire, in the pod that asks, and in its resolv.conf, and the kind without any fault. */

import { agentStarved } from '../faults/agent-starved.ts';
import { blocked } from '../faults/blocked.ts';
import { healthy } from '../faults/healthy.ts';
import { nameservers } from '../faults/nameservers.ts';
import { nodeCacheGone } from '../faults/node-cache-gone.ts';
import { nodeLocalDown } from '../faults/node-local-down.ts';
import { packetLoss } from '../faults/packet-loss.ts';
import { sendRefused } from '../faults/send-refused.ts';
import { burstLoss, rateLimit } from '../faults/uneven-loss.ts';
import type { Draw } from './draw.ts';
import type { Ground } from './ground.ts';
import { asksVip, type Kind, type Trouble } from './kind.ts';

function loss(draw: Draw): Trouble {
  const percent = draw.oneOf([5, 10, 20, 40]);
  const direction = draw.oneOf(['queries', 'answers', 'both'] as const);
  return {
    story: `${percent} % of ${direction} are lost`,
    faults: [packetLoss({ percent, direction })],
    wanted: ['packet-loss'],
  };
}

function unevenLoss(draw: Draw): Trouble {
  return draw.chance(0.5)
    ? {
        story: 'more than 40 queries a second are dropped',
        faults: [rateLimit({ perSecond: 40 })],
        wanted: ['packet-loss'],
      }
    : { story: 'sometimes all packets are lost for 0.4 s', faults: [burstLoss()], wanted: ['packet-loss'] };
}

function firewall(draw: Draw): Trouble {
  const transport = draw.oneOf(['udp', 'tcp'] as const);
  const how = draw.oneOf(['silent', 'rejected'] as const);
  return {
    story: `${transport} is blocked (${how})`,
    faults: [blocked({ transport, how })],
    wanted: [`${transport}-blocked`],
  };
}

function refusal(draw: Draw): Trouble {
  const errno = draw.oneOf(['EPERM', 'EACCES', 'ENETUNREACH'] as const);
  const percent = draw.oneOf([10, 30, 60]);
  return {
    story: `send fails with ${errno} in ${percent} %`,
    faults: [sendRefused({ errno, percent })],
    wanted: ['send-refused'],
  };
}

function deadNameserver(draw: Draw, { dnsPods }: Ground): Trouble {
  const further = draw.whole(0, dnsPods.length - 1);
  const servers = draw.oneOf([
    ['vip', 'nobody'],
    ['vip', further, 'nobody'],
    ['vip', 'nobody', further],
  ] as const);
  const rotates = draw.chance(0.7);
  return {
    story: `a further nameserver never answers (${servers.join(', ')}), ${rotates ? 'rotated' : 'not rotated'}`,
    faults: [nameservers({ servers, lines: rotates ? ['options rotate'] : [] })],
    wanted: rotates ? ['nameserver-down'] : [],
    alsoTrue: ['nameserver-down'],
  };
}

function deadNodeCache(draw: Draw): Trouble {
  const how = draw.oneOf(['refused', 'silent', 'on-vip'] as const);
  return {
    story: `an unknown node cache does not run (${how})`,
    faults: [nodeCacheGone({ how })],
    wanted: ['node-local-down'],
  };
}

export const PATH_KINDS: readonly Kind[] = [
  {
    name: 'healthy',
    weight: 8,
    touches: [],
    make: () => ({ story: 'nothing is wrong', faults: [healthy()], wanted: [] }),
  },
  { name: 'packet-loss', weight: 6, touches: ['path', 'servers'], make: loss },
  { name: 'uneven-loss', weight: 2, touches: ['path'], fits: asksVip, make: unevenLoss },
  { name: 'blocked', weight: 3, touches: ['path'], fits: asksVip, make: firewall },
  { name: 'send-refused', weight: 4, touches: ['pod'], make: refusal },
  { name: 'nameserver-down', weight: 5, touches: ['resolv-conf'], fits: asksVip, make: deadNameserver },
  {
    name: 'node-cache-gone',
    weight: 3,
    touches: ['node-cache', 'resolv-conf', 'vip', 'ports'],
    fits: ({ cache }) => cache === 'absent',
    make: deadNodeCache,
  },
  {
    name: 'node-local-down',
    weight: 10,
    touches: ['node-cache'],
    fits: ({ cache }) => cache !== 'absent',
    make(draw, { cache }) {
      const how = draw.oneOf(['refused', 'silent'] as const);
      // If pods ask the VIP, they do not use it. It still counts, because it is in fivesec's configuration.
      return {
        story: `the node cache is down (${how}), pods ask ${cache === 'beside' ? 'the VIP' : 'it first'}`,
        faults: [nodeLocalDown({ how })],
        wanted: ['node-local-down'],
      };
    },
  },
  {
    name: 'agent-starved',
    weight: 2,
    touches: ['pod'],
    make: () => ({
      story: 'fivesec gets 5 % of a CPU',
      faults: [agentStarved()],
      wanted: [],
      alsoTrue: ['agent-starved'],
    }),
  },
];
