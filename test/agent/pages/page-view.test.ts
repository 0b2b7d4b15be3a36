import { expect, it } from 'vitest';
import { foundNameservers, foundPods } from '../../../src/agent/pages/page-view.ts';

const VIP = { address: '10.96.0.10', port: 53 };
const CACHE = { address: '169.254.20.10', port: 53 };
const POD = { address: '10.244.0.2', port: 53 };
const CONFIG = {
  nameservers: [],
  resolvConf: '/etc/resolv.conf',
  hostIps: [],
  nodeLocal: undefined,
  endpoints: [],
  endpointsName: undefined,
};

it('the view says of each nameserver what it is and how it was found', () => {
  const asked = [CACHE, VIP, POD, { address: '192.0.2.1', port: 53 }];
  expect(foundNameservers(CONFIG, asked, [POD]).map(({ is, found }) => `${is}; ${found}`)).toEqual([
    'a node-local cache; number 1 in /etc/resolv.conf',
    'a Service address (VIP); number 2 in /etc/resolv.conf',
    'one DNS pod, without a Service; number 3 in /etc/resolv.conf',
    'an address outside the private ranges; number 4 in /etc/resolv.conf',
  ]);
});

it('the view says that the configuration named them', () => {
  const given = { ...CONFIG, nameservers: [VIP], nodeLocal: CACHE };
  expect(foundNameservers(given, [VIP], []).map(({ found }) => found)).toEqual([
    'from the option `nameservers`',
    'from the option `nodeLocal`',
  ]);
});

it('the view says how the DNS pods were found', () => {
  expect(foundPods({ ...CONFIG, endpointsName: 'dns.kube-system.svc' }, [POD]).found).toMatch(
    /^found by resolving the headless Service dns/,
  );
  expect(foundPods({ ...CONFIG, endpointsName: 'dns.kube-system.svc' }, []).found).toBe(
    'the headless Service dns.kube-system.svc has no address, or got no answer',
  );
  expect(foundPods({ ...CONFIG, endpoints: [POD] }, [POD]).found).toBe('from the option `endpoints`');
  expect(foundPods(CONFIG, []).found).toMatch(/^not known, because /);
});
