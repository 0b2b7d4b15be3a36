/**
 * Every option of the agent and of `check`: its default, its unit, its format, and a sentence for people.
 * Flags, environment variables and docs/configuration.md derive from these rows.
 */

import * as z from 'zod';
import { DEFAULT_PROFILES, PROFILE_IDS } from '../domain/lookup.ts';
import { STRATEGY_IDS } from '../domain/strategy.ts';
import { LOG_LEVELS } from '../platform/log.ts';
import {
  choice,
  domainName,
  domainNameOrEmpty,
  duration,
  ipAddress,
  listenAddress,
  number,
  server,
  text,
} from './fields.ts';
import { fleetOptions } from './fleet-options.ts';
import { flows } from './flow-options.ts';
import type { Frozen } from './frozen.ts';
import { list, option, optional, required, rowsIn } from './option-row.ts';
import { trace } from './trace-options.ts';

const SECOND = 1000;
const DAY = 86_400_000;

const lookups = z.strictObject({
  interval: option(duration(10, DAY), {
    default: '10s',
    written: 'DURATION',
    sentence: 'How often each name is looked up with each profile.',
  }),
  maxInFlight: option(number(1, 10_000, 'whole'), {
    default: 16,
    written: 'N',
    unit: 'lookups',
    sentence: 'How many lookups may wait for answers at the same time. Further ones are skipped and counted.',
  }),
});

const pairs = z.strictObject({
  interval: option(duration(10, DAY), {
    default: '2s',
    written: 'DURATION',
    sentence: 'The time from one pair to the next. Each pair is sent by the next strategy.',
  }),
  deadline: option(duration(100, 60 * SECOND), {
    default: '5s',
    written: 'DURATION',
    sentence: "How long an answer may take before it counts as late. At least the resolver's own timeout.",
  }),
  grace: option(duration(0, 60 * SECOND), {
    default: '3s',
    written: 'DURATION',
    sentence:
      'How long after the deadline an answer counts as late; later it counts as lost. `check` waits 1s at most.',
  }),
  strategies: list(
    choice(STRATEGY_IDS),
    { min: 1, max: STRATEGY_IDS.length },
    {
      default: [...STRATEGY_IDS],
      written: 'STRATEGY',
      flag: '--strategy',
      sentence:
        'The strategies to use in turn. A strategy is left out while its server or name is not known.',
    },
  ),
  maxInFlight: option(number(1, 10_000, 'whole'), {
    default: 16,
    written: 'N',
    unit: 'pairs',
    sentence: 'How many pairs may wait for answers at the same time. Further ones are skipped and counted.',
  }),
});

const investigation = z.strictObject({
  budget: option(number(0, 10_000, 'whole'), {
    default: 200,
    written: 'N',
    unit: 'queries',
    sentence:
      'The largest number of extra queries after a stalled lookup, or after three failed pairs within a minute, to find the cause. The agent saves them while it sends fewer than `maxQps`. 0 turns investigations off.',
  }),
  cooldown: option(duration(SECOND, DAY), {
    default: '1m',
    written: 'DURATION',
    sentence: 'The shortest time between two investigations.',
  }),
});

export const configSchema = z.strictObject({
  listen: option(listenAddress, {
    default: ':9353',
    written: 'ADDR:PORT',
    sentence: 'Where to serve metrics and the status page. Without ADDR: on all addresses.',
  }),
  // The loader adds the host's name as a default.
  nodeName: required(text('the name of a node'), {
    written: 'NAME',
    sentence:
      "The node's name. It is the title of the status page, and the seed of the schedule. Default: the host's name.",
  }),
  logLevel: option(choice(LOG_LEVELS), {
    default: 'info',
    written: 'LEVEL',
    sentence: `How much to log: ${LOG_LEVELS.join(', ')}.`,
  }),
  resolvConf: option(text('the path of a file'), {
    default: '/etc/resolv.conf',
    written: 'FILE',
    sentence: 'The resolver configuration to use: nameservers, search list, options.',
  }),
  nameservers: list(
    server,
    { min: 0, max: 3 },
    {
      default: [],
      written: 'ADDR[:PORT]',
      flag: '--nameserver',
      sentence: 'Nameservers to ask instead of those in `resolvConf`, three at most.',
    },
  ),
  names: list(
    domainName,
    { min: 0, max: 20 },
    {
      default: [],
      written: 'NAME',
      flag: '--name',
      sentence:
        'Names to look up. Default: `kubernetes.default.svc.DOMAIN.`, where DOMAIN is the cluster domain in the search list. Lookups and the strategy `pair` ask for all of them. The other strategies ask for the first one below DOMAIN. Without such a name, they ask for the default in a pod, and for the first name elsewhere.',
    },
  ),
  profiles: list(
    choice(PROFILE_IDS),
    { min: 1, max: PROFILE_IDS.length },
    {
      default: [...DEFAULT_PROFILES],
      written: 'PROFILE',
      flag: '--profile',
      sentence: `The C libraries whose lookups to imitate: ${PROFILE_IDS.join(', ')}.`,
    },
  ),
  endpoints: list(
    server,
    { min: 0, max: 64 },
    {
      default: [],
      written: 'ADDR[:PORT]',
      flag: '--endpoint',
      sentence: "The DNS pods' own addresses, to ask them directly and not via the VIP.",
    },
  ),
  endpointsName: optional(domainName, {
    written: 'NAME',
    sentence:
      'A headless Service whose addresses are those of the DNS pods. fivesec resolves it repeatedly, and over TCP if UDP gets no answer.',
  }),
  endpointsPort: option(number(1, 65_535, 'whole'), {
    default: 53,
    written: 'N',
    sentence: 'The port that the DNS pods of `endpointsName` listen on: 5353 on OpenShift.',
  }),
  nodeLocal: optional(server, {
    written: 'ADDR[:PORT]',
    sentence:
      "The address of the node-local DNS cache. Not needed if the cache is the first nameserver and has a link-local address or one of the node's own.",
  }),
  hostIps: list(
    ipAddress,
    { min: 0, max: 16 },
    {
      default: [],
      written: 'ADDR',
      flag: '--host-ip',
      sentence:
        "The node's own addresses (`status.hostIPs` of the pod), to recognise a DNS cache on the node.",
    },
  ),
  uncachedSuffix: option(domainNameOrEmpty, {
    default: 'invalid.',
    written: 'NAME',
    sentence:
      'The domain of the random names of the strategy `uncached`, which no cache holds. An empty text turns the strategy off.',
  }),
  largeName: optional(domainName, {
    written: 'NAME',
    sentence:
      'A name with a large answer (more than 1,232 bytes) for the strategy `large`. Without it, that strategy is not used.',
  }),
  procNet: optional(text('the path of a directory'), {
    written: 'DIR',
    sentence:
      "The `net` directory of the node's process 1, such as `/proc/1/net`. Without it, the node's counters are absent.",
  }),
  procSys: option(text('the path of a directory'), {
    default: '/proc/sys',
    written: 'DIR',
    sentence: 'The `sys` directory of procfs. fivesec reads the limit of the conntrack table there.',
  }),
  ...fleetOptions,
  maxQps: option(number(0.1, 100_000, 'any'), {
    default: 2,
    written: 'N',
    unit: 'queries a second',
    sentence:
      'The limit of the average load on DNS, retries and investigations included. The default of `check` is 200.',
  }),
  lookups: lookups.prefault({}),
  pairs: pairs.prefault({}),
  investigation: investigation.prefault({}),
  flows: flows.prefault({}),
  trace: trace.prefault({}),
  journal: z
    .strictObject({
      size: option(number(1, 10_000, 'whole'), {
        default: 100,
        written: 'N',
        unit: 'entries',
        sentence:
          'How many recent probes the status page keeps. It keeps as many slow or failed ones in addition.',
      }),
    })
    .prefault({}),
});

/** Durations are milliseconds. Deeply frozen. */
export type Config = Frozen<z.output<typeof configSchema>>;

/** Key path and row of every option, in the order of the schema. */
export function schemaRows() {
  return rowsIn(configSchema);
}
