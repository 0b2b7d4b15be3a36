/** kube-proxy's part: lays the Service into the node's kernel, and takes it away again. */

import { Failure } from '../../../src/platform/failure.ts';
import { unreachable } from '../../../src/platform/unreachable.ts';
import type { Namespace } from '../ground/namespace.ts';
import type { ProxyStyle } from '../topology.ts';
import { iptablesRestore } from './iptables.ts';
import { nftablesRules } from './nftables.ts';
import type { Service } from './service.ts';

/** Makes the node's rules those of `service`, in place of whatever rules of this style are there. */
export async function applyProxy(style: ProxyStyle, node: Namespace, service: Service): Promise<void> {
  switch (style) {
    case 'none':
      return;
    case 'iptables-nft':
    case 'iptables-legacy':
      await node.run([restoreProgram(style, service)], { input: iptablesRestore(service) });
      return;
    case 'nftables':
      await node.nft(nftablesRules(service));
      return;
    case 'ipvs':
      // Issue 3 asks for IPVS "where the kernel has it"; kube-proxy deprecated it in Kubernetes 1.35.
      throw new Failure(
        'cannot-run',
        'the lab has no IPVS proxy: use iptables-nft, iptables-legacy or nftables',
      );
    default:
      unreachable(style);
  }
}

function restoreProgram(style: 'iptables-nft' | 'iptables-legacy', { family }: Service): string {
  const program = family === 6 ? 'ip6tables' : 'iptables';
  return `${program}-${style === 'iptables-nft' ? 'nft' : 'legacy'}-restore`;
}
