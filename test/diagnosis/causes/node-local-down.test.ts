import { describe, expect, it } from 'vitest';
import { FRESH } from '../../../src/diagnosis/compare/sorted-evidence.ts';
import { arm, dead, ENDPOINTS, endpointArm, evidence, NODE_LOCAL } from '../evidences.ts';
import { apply, named, ruleOf } from '../findings.ts';

const nodeLocalDown = ruleOf('node-local-down');

const udpByVip = FRESH.map((strategy) => dead(strategy, 20, 20));
const udpDirect = ENDPOINTS.map((address) => endpointArm(address, dead('endpoint', 20, 20)));
const local = (made: ReturnType<typeof arm>) => ({
  ...made,
  target: { kind: 'node-local' as const, address: NODE_LOCAL },
});

describe('node-local-down', () => {
  it('is certain when the cache fails and the rest answers', () => {
    expect(named(evidence([local(dead('node-local', 20, 20))]))).toEqual(['node-local-down']);
  });

  it('is not found when the cache answers, or when everything fails', () => {
    expect(apply(nodeLocalDown, evidence([local(arm('node-local', 20))]))?.confidence ?? 0).toBe(0);
    const everything = evidence([...udpByVip, ...udpDirect, local(dead('node-local', 20, 20))]);
    expect(apply(nodeLocalDown, everything)).toBeUndefined();
  });
});
