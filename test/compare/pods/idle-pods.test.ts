import { expect, it } from 'vitest';
import { onlyDirectFails } from '../../../src/compare/pods/idle-pods.ts';
import { diagnose } from '../../../src/diagnosis/diagnose.ts';
import { arm, dead, ENDPOINTS, endpointArm, evidence, queries } from '../../diagnosis/evidences.ts';

/** All that is sent straight to the pods fails: refused at once over TCP, or not answered either. */
function directFails(isRefused: boolean) {
  const refused = queries(50, isRefused ? { networkErrors: 50 } : { timedOut: 50 });
  return ENDPOINTS.flatMap((address) => [
    endpointArm(address, dead('endpoint', 50, 50)),
    endpointArm(
      address,
      arm('endpoint', 50, { transport: 'tcp', a: refused, aaaa: refused, oneFailed: 0, bothFailed: 50 }),
    ),
  ]);
}

it('DNS pods that refuse direct connections while the VIP answers listen on another port', () => {
  const [first] = diagnose(evidence(directFails(true)));
  expect(first).toMatchObject({ cause: 'endpoint-down', confidence: 0.5 });
  expect(first?.facts.join()).toContain('--endpoints-port 5353');
  expect(diagnose(evidence(directFails(false)))[0]?.facts.join()).toContain(
    'the list of pods is out of date',
  );
});

it('no pod is to be deleted while the VIP answers and each known pod fails', () => {
  const changes = diagnose(evidence(directFails(true)))[0]?.remedies.map(({ change }) => change) ?? [];
  expect(changes.join()).not.toContain('Delete the DNS pod');
  expect(onlyDirectFails(directFails(true))).toBe(false);
  expect(onlyDirectFails([...directFails(true), arm('pair', 50)])).toBe(true);
  expect(onlyDirectFails([...directFails(true), dead('pair', 50, 50)])).toBe(false);
});
