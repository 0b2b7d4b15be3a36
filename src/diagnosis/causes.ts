/**
 * All causes, in the order in which a person would ask: is it fivesec itself, is everything broken, is it one server, which
 * packets are lost?
 */

import type { Cause } from '../domain/cause.ts';
import type { CauseDefinition } from './cause-definition.ts';
import { aaaaBroken } from './causes/aaaa-broken.ts';
import { agentStarved } from './causes/agent-starved.ts';
import { answersUnusable } from './causes/answers-unusable.ts';
import { wrongChecksums } from './causes/checksum-errors.ts';
import { clashExpired } from './causes/clash-expired.ts';
import { clashRepaired } from './causes/clash-repaired.ts';
import { conntrackFull } from './causes/conntrack-full.ts';
import { conntrackRace } from './causes/conntrack-race.ts';
import { ednsBroken } from './causes/edns-broken.ts';
import { endpointDown } from './causes/endpoint-down.ts';
import { halfDeniedName } from './causes/half-denied-name.ts';
import { largeAnswersLost } from './causes/large-answers-lost.ts';
import { nameserverDown } from './causes/nameserver-down.ts';
import { neighbourTable } from './causes/neighbour-table-full.ts';
import { nodeBacklog } from './causes/node-backlog.ts';
import { nodeLocalDown } from './causes/node-local-down.ts';
import { notEnoughEvidence } from './causes/not-enough-evidence.ts';
import { packetLoss } from './causes/packet-loss.ts';
import { pairDroppedOnPath } from './causes/pair-dropped-on-path.ts';
import { receiveBuffer } from './causes/receive-buffer.ts';
import { reverseNatMissing } from './causes/reverse-nat-missing.ts';
import { searchAmplification } from './causes/search-amplification.ts';
import { sendRefused } from './causes/send-refused.ts';
import { serverError } from './causes/server-error.ts';
import { serverSlow } from './causes/server-slow.ts';
import { snatPortRace } from './causes/snat-port-race.ts';
import { somethingElse } from './causes/something-else.ts';
import { staleConntrack } from './causes/stale-conntrack.ts';
import { tcpBlocked } from './causes/tcp-blocked.ts';
import { udpBlocked } from './causes/udp-blocked.ts';
import { upstreamError } from './causes/upstream-error.ts';
import { upstreamSlow } from './causes/upstream-slow.ts';
import { vipLeadsAstray } from './causes/vip-leads-astray.ts';
import { vipUnreachable } from './causes/vip-unreachable.ts';
import { wildcardSearch } from './causes/wildcard-search.ts';

/** One definition for each cause. The types reject a missing definition, and one under another cause's name. */
export const CAUSE_DEFINITIONS: { readonly [C in Cause]: CauseDefinition<C> } = {
  'agent-starved': agentStarved,
  'receive-buffer': receiveBuffer,
  'node-backlog': nodeBacklog,
  'checksum-errors': wrongChecksums,
  'neighbour-table-full': neighbourTable,
  'send-refused': sendRefused,
  'udp-blocked': udpBlocked,
  'tcp-blocked': tcpBlocked,
  'vip-unreachable': vipUnreachable,
  'vip-leads-astray': vipLeadsAstray,
  'node-local-down': nodeLocalDown,
  'nameserver-down': nameserverDown,
  'endpoint-down': endpointDown,
  'stale-conntrack': staleConntrack,
  'aaaa-broken': aaaaBroken,
  'edns-broken': ednsBroken,
  'large-answers-lost': largeAnswersLost,
  'half-denied-name': halfDeniedName,
  'server-error': serverError,
  'answers-unusable': answersUnusable,
  'reverse-nat-missing': reverseNatMissing,
  'clash-expired': clashExpired,
  'conntrack-race': conntrackRace,
  'pair-dropped-on-path': pairDroppedOnPath,
  'conntrack-full': conntrackFull,
  'snat-port-race': snatPortRace,
  'packet-loss': packetLoss,
  'server-slow': serverSlow,
  'upstream-slow': upstreamSlow,
  'upstream-error': upstreamError,
  'wildcard-search': wildcardSearch,
  'search-amplification': searchAmplification,
  'clash-repaired': clashRepaired,
  'something-else': somethingElse,
  'not-enough-evidence': notEnoughEvidence,
};

/** The definitions as a list in that order. */
export const ALL_CAUSES: readonly CauseDefinition[] = Object.values(CAUSE_DEFINITIONS);
