/** DNS servers that treat some queries or names oddly, and the others well. */

import type { Fault } from './fault.ts';
import { serverFault } from './server-fault.ts';

/** The servers ignore each query that has an OPT record (RFC 6891), or answer it with FORMERR. Truth: `opt` queries. */
export function ednsBroken({ how = 'ignored' }: { readonly how?: 'ignored' | 'formerr' } = {}): Fault {
  const action =
    how === 'ignored' ? { kind: 'drop' as const } : { kind: 'rcode' as const, rcode: 'FORMERR' as const };
  return serverFault('edns-broken', [{ edns: true, action, counter: 'opt' }]);
}

/** The answer to AAAA of `name`, which has an A record, is NXDOMAIN. Truth: `denied` queries. */
export function halfDenied({ name }: { readonly name: string }): Fault {
  return serverFault('half-denied-name', [
    { name, qtype: 'AAAA', action: { kind: 'nxdomain' }, counter: 'denied' },
  ]);
}

/** Each answer for `name` has its address before the CNAME record that leads there. Truth: `misordered` answers. */
export function cnameAfterAddress({ name }: { readonly name: string }): Fault {
  return serverFault('cname-after-address', [
    { name, action: { kind: 'alias', cname: 'after' }, counter: 'misordered' },
  ]);
}

/** The servers drop a share of the queries on purpose, as CoreDNS's plugin `shed` does. Truth: `shed` queries. */
export function shed({ percent }: { readonly percent: number }): Fault {
  return serverFault('shed', [
    { transport: 'udp', share: percent / 100, action: { kind: 'drop' }, counter: 'shed' },
  ]);
}

/** The address of the wildcard record, of a documentation network (RFC 5737). */
const WRONG = '203.0.113.9';

/** Each name below `domain`, which is in the search list, has an address. Truth: `wildcard` answers. */
export function wildcardSearch({ domain = 'corp.example' }: { readonly domain?: string } = {}): Fault {
  const wildcard = serverFault('wildcard-search', [
    { below: domain, action: { kind: 'answer', addresses: [WRONG] }, counter: 'wildcard' },
    { name: 'www.shop.example' },
    { below: 'cluster.local' },
    { action: { kind: 'nxdomain' } },
  ]);
  return {
    name: wildcard.name,
    async inject(lab) {
      const running = await wildcard.inject(lab);
      lab.configure(lab.pod, [`search default.svc.cluster.local ${domain}`, 'options ndots:5']);
      return {
        truth: () => running.truth(),
        async stop() {
          lab.configure(lab.pod, lab.topology.resolvConf);
          await running.stop();
        },
      };
    },
  };
}

/** The server behind the DNS pods never answers; needs a topology with an upstream. Truth: `ignored` queries. */
export function upstreamSilent({ percent = 100 }: { readonly percent?: number } = {}): Fault {
  return serverFault(
    'upstream-silent',
    [{ share: percent / 100, action: { kind: 'drop' }, counter: 'ignored' }],
    ({ upstream }) => (upstream ? [upstream] : []),
  );
}
