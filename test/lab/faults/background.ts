/** Another pod whose flows clash at a steady rate: the node's `insert_failed` rises, the agent's pod is untouched. */

import { farAddress, podLink } from '../ground/addresses.ts';
import { readNodeCounters, risen } from '../ground/node-counters.ts';
import { compile } from '../probe/compile.ts';
import { addressWords, DOOM, prepareClash } from './clash.ts';
import { CountingRules } from './counters.ts';
import type { Fault } from './fault.ts';

/** Needs a topology with two pods or more; the last one clashes. Truth: `lost`, and what the kernel counted. */
export function background({ perSecond = 5 }: { readonly perSecond?: number } = {}): Fault {
  return {
    name: 'background',
    async inject(lab) {
      const last = lab.pods.length - 1;
      const namespace = lab.pods[last];
      if (namespace === undefined || last === 0) throw new RangeError('the lab needs two pods or more');
      const { saddr, daddr } = addressWords(lab);
      await prepareClash(lab);
      const before = await readNodeCounters(lab.node);
      const rules = await CountingRules.load(
        lab.node,
        'background',
        ['lost'],
        `chain prerouting { type filter hook prerouting priority raw;
          ${saddr} ${farAddress(podLink(last), lab.topology.family)} ${daddr} ${lab.vip} udp dport 53 counter name lost ${DOOM}
        }`,
      );
      const senders = await compile('senders', 'glibc', lab.directory);
      const load = await namespace.spawn([
        senders,
        'steady',
        String(perSecond),
        `/run/netns/${namespace.name}`,
        lab.vip,
      ]);
      return {
        truth: async () => ({
          ...(await rules.read()),
          ...risen(before, await readNodeCounters(lab.node)),
        }),
        async stop() {
          load.signal('SIGKILL');
          await load.finished;
          await rules.remove();
        },
      };
    },
  };
}
