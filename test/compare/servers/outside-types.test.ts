import { describe, expect, it } from 'vitest';
import { onlyAaaaOutside } from '../../../src/compare/servers/outside-types.ts';
import { viewOf } from '../../../src/compare/view/view.ts';
import { arm, evidence, queries } from '../../diagnosis/evidences.ts';

const outside = (a: number, aaaa: number) =>
  arm('pair', 60, {
    scope: 'outside',
    a: queries(60, { timedOut: a }),
    aaaa: queries(60, { timedOut: aaaa }),
  });
const of = (made: ReturnType<typeof arm>) => onlyAaaaOutside(viewOf(evidence([made])));

describe('the types that names outside the cluster lose', () => {
  it('are only AAAA where hardly any A is lost', () => {
    expect(of(outside(0, 60))).toMatchObject({ alone: true, aaaa: { failures: 60, trials: 60 } });
    expect(of(outside(1, 60)).alone).toBe(true);
  });

  it('are both where a part of A is lost too, and none where nothing is lost', () => {
    expect(of(outside(20, 60)).alone).toBe(false);
    expect(of(outside(0, 1)).alone).toBe(false);
    expect(of(outside(0, 0)).alone).toBe(false);
  });
});
