/** The part of kube-proxy: adds the rules of the Service to the node's kernel, and removes them. */

import type { AddressFamily } from '../../../src/domain/server.ts';
import { assertNever } from '../../../src/platform/assert-never.ts';
import type { Namespace } from '../ground/namespace.ts';
import type { ProxyStyle } from '../topology.ts';
import { iptablesRestore, NO_IPTABLES } from './iptables.ts';
import { ipvsCommands, noIpvs } from './ipvs.ts';
import { nftablesRules, noNftables } from './nftables.ts';
import type { Service } from './service.ts';

/** Replaces the node's rules of this style by those of `service`. */
export function applyProxy(style: ProxyStyle, node: Namespace, service: Service): Promise<void> {
  const { family } = service;
  return load(style, node, family, {
    iptables: iptablesRestore(service),
    nft: nftablesRules(service),
    ipvs: ipvsCommands(service),
  });
}

/** Removes the rules of this style. */
export function removeProxy(style: ProxyStyle, node: Namespace, family: AddressFamily): Promise<void> {
  return load(style, node, family, { iptables: NO_IPTABLES, nft: noNftables(family), ipvs: noIpvs() });
}

interface Rules {
  readonly iptables: string;
  readonly nft: string;
  /** Commands for a shell. */
  readonly ipvs: string;
}

async function load(style: ProxyStyle, node: Namespace, family: AddressFamily, rules: Rules): Promise<void> {
  switch (style) {
    case 'none':
      return;
    case 'iptables-nft':
    case 'iptables-legacy':
      await node.run([restoreProgram(style, family)], { input: rules.iptables });
      return;
    case 'nftables':
      await node.nft(rules.nft);
      return;
    case 'ipvs':
      await node.run(['sh', '-e'], { input: rules.ipvs });
      return;
    default:
      assertNever(style);
  }
}

function restoreProgram(style: 'iptables-nft' | 'iptables-legacy', family: AddressFamily): string {
  const program = family === 6 ? 'ip6tables' : 'iptables';
  return `${program}-${style === 'iptables-nft' ? 'nft' : 'legacy'}-restore`;
}
