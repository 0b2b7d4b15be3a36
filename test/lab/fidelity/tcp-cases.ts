/** DNS over TCP: because of `use-vc`, or after a truncated answer; and TCP that fails in each possible way. */

import type { Action } from '../../../src/demo/script.ts';
import type { Rule } from '../dns/behaviour.ts';
import { type Case, fidelityCase } from './case.ts';
import { SEARCH } from './rules.ts';

const USE_VC = ['options use-vc'] as const;
const TRUNCATED: Rule = { transport: 'udp', action: { kind: 'truncate' } };

/** Over TCP only: musl ignores `use-vc` and uses UDP. */
const overTcp = (
  kind: Extract<Action['kind'], 'close' | 'reset'>,
  rule: Omit<Rule, 'action'> = {},
): Rule => ({
  ...rule,
  transport: 'tcp',
  action: { kind },
});

export const TCP_CASES: readonly Case[] = [
  fidelityCase('use-vc', { conf: USE_VC, alsoNode: true }),
  fidelityCase('use-vc, nothing at the port', { conf: USE_VC, servers: ['closed'], alsoNode: true }),
  fidelityCase('use-vc, nothing at the port, and a search list', {
    name: 'web',
    conf: [SEARCH, 'options ndots:5 use-vc'],
    servers: ['closed'],
  }),
  fidelityCase('use-vc, two nameservers, nothing at the port of the first', {
    conf: USE_VC,
    servers: ['closed', []],
  }),
  fidelityCase('use-vc, TCP lost', { conf: USE_VC, servers: [{ rules: [], tcp: 'lost' }], alsoNode: true }),
  fidelityCase('use-vc, two nameservers, TCP to the first lost', {
    conf: USE_VC,
    servers: [{ rules: [], tcp: 'lost' }, []],
  }),
  fidelityCase('use-vc, the server closes', { conf: USE_VC, servers: [[overTcp('close')]], alsoNode: true }),
  fidelityCase('use-vc, the server closes, and a search list', {
    name: 'web',
    conf: [SEARCH, 'options ndots:5 use-vc'],
    servers: [[overTcp('close')]],
  }),
  fidelityCase('use-vc, the server closes in the place of AAAA', {
    conf: USE_VC,
    servers: [[overTcp('close', { qtype: 'AAAA' })]],
  }),
  fidelityCase('use-vc, two nameservers, the first closes', {
    conf: USE_VC,
    servers: [[overTcp('close')], []],
  }),
  fidelityCase('use-vc, the server resets', { conf: USE_VC, servers: [[overTcp('reset')]], alsoNode: true }),
  fidelityCase('use-vc, the server resets once', {
    conf: USE_VC,
    servers: [[overTcp('reset', { nth: [0] })]],
  }),
  fidelityCase('use-vc, two nameservers, the first resets', {
    conf: USE_VC,
    servers: [[overTcp('reset')], []],
  }),

  fidelityCase('a truncated answer', { servers: [[{ action: { kind: 'truncate' } }]], alsoNode: true }),
  fidelityCase('a truncated answer for AAAA', { servers: [[{ ...TRUNCATED, qtype: 'AAAA' }]] }),
  fidelityCase('a truncated answer, TCP lost', { servers: [{ rules: [TRUNCATED], tcp: 'lost' }] }),
  fidelityCase('a truncated answer, the server closes', { servers: [[TRUNCATED, overTcp('close')]] }),
];
