import { expect, it } from 'vitest';
import { podAfterAdmission } from './admission.ts';
import { resolvConfOf } from './kubelet.ts';

const CLUSTER = { nameserver: '10.96.0.10', domain: 'cluster.local', namespace: 'default' };
const FIRST_LINES =
  'search default.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\n';

it("gives a plain pod the cluster's nameserver, search list and ndots:5", () => {
  expect(resolvConfOf(podAfterAdmission([]), CLUSTER)).toBe(`${FIRST_LINES}options ndots:5\n`);
});

it('gives a pod that the webhook patched the injected option beside ndots:5', () => {
  const pod = podAfterAdmission(['single-request-reopen']);
  expect(resolvConfOf(pod, CLUSTER)).toBe(`${FIRST_LINES}options ndots:5 single-request-reopen\n`);
});

it("lets the pod's own value of an option win", () => {
  expect(resolvConfOf(podAfterAdmission(['ndots:2', 'timeout:1']), CLUSTER)).toContain(
    'options ndots:2 timeout:1\n',
  );
});

it('starts from nothing with dnsPolicy None', () => {
  const pod = { spec: { dnsPolicy: 'None', dnsConfig: { nameservers: ['169.254.20.10', '169.254.20.10'] } } };
  expect(resolvConfOf(pod, CLUSTER)).toBe('nameserver 169.254.20.10\n');
});
