import { expect, it } from 'vitest';
import { behindVip, shareOfUnhealthy } from '../../../src/compare/pods/behind-vip.ts';
import { sortEvidence } from '../../../src/compare/view/sorted-evidence.ts';
import { FRESH } from '../../../src/domain/strategy.ts';
import { dead, ENDPOINTS, endpointArm, evidence } from '../../diagnosis/evidences.ts';

const [FIRST = ''] = ENDPOINTS;
const sick = endpointArm(FIRST, dead('endpoint', 50, 50));

it('expects the VIP to lose as many queries as the unhealthy pods get of them', () => {
  expect(shareOfUnhealthy(sortEvidence(evidence([sick])))).toBeCloseTo(1 / ENDPOINTS.length);
  expect(shareOfUnhealthy(sortEvidence(evidence()))).toBe(0);
  expect(shareOfUnhealthy(sortEvidence(evidence([], { arms: [] })))).toBe(0);
});

it('counts the pods as behind the VIP unless the VIP clearly loses less than that', () => {
  const half = FRESH.map((strategy) => dead(strategy, 100, 50));
  expect(behindVip(sortEvidence(evidence([sick, ...half])), 0.5)).toBe(true);
  expect(behindVip(sortEvidence(evidence([sick])), 0.5)).toBe(false);
  expect(behindVip(sortEvidence(evidence([], { arms: [sick] })), 0.5)).toBe(true);
});
