import { expect, test } from 'vitest';
import { effectiveDnsPolicy } from '../../../src/webhook/admission/pod.ts';

test.each([
  [undefined, undefined, 'ClusterFirst'],
  ['ClusterFirst', false, 'ClusterFirst'],
  ['ClusterFirst', true, 'Default'],
  [undefined, true, 'Default'],
  ['ClusterFirstWithHostNet', true, 'ClusterFirstWithHostNet'],
  ['None', true, 'None'],
])('dnsPolicy %s with hostNetwork %s is %s', (dnsPolicy, hostNetwork, effective) => {
  expect(effectiveDnsPolicy({ metadata: {}, spec: { dnsPolicy, hostNetwork } })).toBe(effective);
});
