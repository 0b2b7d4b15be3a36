import fc from 'fast-check';
import { expect, test } from 'vitest';
import { OPTION_CONFLICTS } from '../../../src/webhook/admission/option-conflicts.ts';
import { reportWarning, warningsFor } from '../../../src/webhook/admission/warnings.ts';
import { dnsOptions } from '../../support/webhook/admission.ts';

const wanted = dnsOptions('single-request-reopen', 'ndots:2');

function podWith(options: { name?: string; value?: string }[], annotations?: Record<string, string>) {
  return { metadata: annotations ? { annotations } : {}, spec: { dnsConfig: { options } } };
}

test('a pod without wanted options is not warned', () => {
  expect(warningsFor(podWith([{ name: 'rotate' }]), wanted)).toEqual([]);
});

test('a changed value is reported even on a pod that was injected before', () => {
  const pod = podWith([{ name: 'ndots', value: '5' }], { 'fivesec.dev/injected': 'x' });
  expect(warningsFor(pod, wanted)).toEqual(['fivesec left ndots:2 alone: the pod sets ndots:5']);
});

test.each(OPTION_CONFLICTS)('no warning about $present has to be cut', ({ present, withheld }) => {
  for (const name of withheld) {
    const [warning] = warningsFor(podWith([{ name: present }]), dnsOptions(name));
    expect(warning).toMatch(new RegExp(`^fivesec left out ${name}: the pod sets ${present} \\(.+\\)$`));
  }
});

test('whatever value a pod has, its warning is one short line of printable ASCII', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 400, unit: 'binary' }), (value) => {
      for (const warning of warningsFor(podWith([{ name: 'ndots', value }]), wanted))
        expect(warning).toMatch(/^[\x20-\x7e]{1,120}$/);
    }),
  );
});

test('there are never more warnings than the API server passes on', () => {
  const many = Array.from({ length: 100 }, (_, index) => ({
    name: `option-${index}`,
    value: 'x'.repeat(60),
  }));
  const warnings = warningsFor(podWith(many), many);
  expect(warnings.join('').length).toBeLessThanOrEqual(4096);
  expect(reportWarning(many).length).toBeLessThanOrEqual(120);
});
