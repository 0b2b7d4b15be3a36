import { expect, test } from 'vitest';
import { parseResolvConf } from '../../src/resolver/resolv-conf.ts';
import { currentContext } from '../../src/window/context.ts';

const CONF = parseResolvConf(
  'nameserver 10.96.0.10\nnameserver 10.96.0.11\nsearch shop.svc.k8s.test svc.k8s.test k8s.test\n',
  'glibc',
);

test('the surroundings are what resolv.conf and the endpoints say now', () => {
  const servers = [{ address: '10.244.0.2', port: 53 }];
  expect(currentContext(CONF, { servers, changedAt: undefined }, 60_000)).toEqual({
    nameserver: '10.96.0.10,10.96.0.11',
    endpoints: ['10.244.0.2'],
    endpointsChangedAt: undefined,
    nodeAgeMs: 60_000,
    clusterDomain: 'k8s.test',
  });
});
