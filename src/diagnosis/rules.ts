/** The rules in the order in which a person would ask: am I at fault, is it all broken, is it one server, which packets are lost? */

import type { Rule } from './rule.ts';
import { agentStarved, nodeBacklog, receiveBuffer } from './rules/agent.ts';
import { tcpBlocked, udpBlocked } from './rules/blocked.ts';
import { clashExpired, clashRepaired, conntrackRace } from './rules/clash.ts';
import { aaaaBroken, serverError } from './rules/errors.ts';
import { packetLoss } from './rules/loss.ts';
import { endpointDown, staleConntrack } from './rules/servers.ts';
import { searchAmplification, serverSlow } from './rules/slow.ts';
import { chainTooLong, conntrackFull, snatPortRace } from './rules/table.ts';
import { upstreamSlow } from './rules/upstream.ts';
import { everythingFails, nodeLocalDown, vipRefuses, vipUnreachable } from './rules/vip.ts';

export const RULES: readonly Rule[] = [
  agentStarved,
  receiveBuffer,
  nodeBacklog,
  udpBlocked,
  tcpBlocked,
  vipUnreachable,
  vipRefuses,
  nodeLocalDown,
  everythingFails,
  endpointDown,
  staleConntrack,
  aaaaBroken,
  serverError,
  clashExpired,
  conntrackRace,
  conntrackFull,
  chainTooLong,
  snatPortRace,
  packetLoss,
  serverSlow,
  upstreamSlow,
  searchAmplification,
  clashRepaired,
];
