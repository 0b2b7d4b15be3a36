/**
 * All causes, in the order in which a person would ask: is it fivesec itself, is everything broken, is it one server, which
 * packets are lost?
 */

import type { Cause } from '../domain/cause.ts';
import { aaaaBroken } from './aaaa-broken.ts';
import { agentStarved } from './agent-starved.ts';
import { answersUnusable } from './answers-unusable.ts';
import type { CauseDefinition } from './cause-definition.ts';
import { wrongChecksums } from './checksum-errors.ts';
import { clashExpired } from './clash-expired.ts';
import { clashRepaired } from './clash-repaired.ts';
import { conntrackFull } from './conntrack-full.ts';
import { conntrackRace } from './conntrack-race.ts';
import { ednsBroken } from './edns-broken.ts';
import { endpointDown } from './endpoint-down.ts';
import { halfDeniedName } from './half-denied-name.ts';
import { largeAnswersLost } from './large-answers-lost.ts';
import { nameserverDown } from './nameserver-down.ts';
import { neighbourTable } from './neighbour-table-full.ts';
import { nodeBacklog } from './node-backlog.ts';
import { nodeLocalDown } from './node-local-down.ts';
import { notEnoughEvidence } from './not-enough-evidence.ts';
import { packetLoss } from './packet-loss.ts';
import { pairDroppedOnPath } from './pair-dropped-on-path.ts';
import { receiveBuffer } from './receive-buffer.ts';
import { reverseNatMissing } from './reverse-nat-missing.ts';
import { searchAmplification } from './search-amplification.ts';
import { sendRefused } from './send-refused.ts';
import { serverError } from './server-error.ts';
import { serverSlow } from './server-slow.ts';
import { snatPortRace } from './snat-port-race.ts';
import { somethingElse } from './something-else.ts';
import { staleConntrack } from './stale-conntrack.ts';
import { tcpBlocked } from './tcp-blocked.ts';
import { udpBlocked } from './udp-blocked.ts';
import { upstreamError } from './upstream-error.ts';
import { upstreamSlow } from './upstream-slow.ts';
import { vipLeadsAstray } from './vip-leads-astray.ts';
import { vipUnreachable } from './vip-unreachable.ts';
import { wildcardSearch } from './wildcard-search.ts';

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
