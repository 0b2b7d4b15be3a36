import { describe, expect, it } from 'vitest';
import { shortIds } from '../../src/metrics/name-ids.ts';

const ids = (...names: string[]) => [...shortIds(names).values()];

describe('shortIds', () => {
  it('takes the first label where that is enough', () => {
    expect(ids('kubernetes.default.svc.cluster.local.')).toEqual(['kubernetes']);
    expect(ids('kubernetes.default.svc.cluster.local.', 'example.org')).toEqual(['kubernetes', 'example']);
  });

  it('uses as many labels as distinguish the names', () => {
    expect(ids('www.a.example', 'www.b.example', 'mail.a.example')).toEqual(['www.a', 'www.b', 'mail']);
    expect(ids('www', 'www.a')).toEqual(['www', 'www.a']);
    expect(ids('www.a', 'www.a.')).toEqual(['www.a', 'www.a.']);
  });

  it('gives every name an id of its own', () => {
    const names = ['a', 'a.', 'a.b', 'a.b.', 'a.b.c', 'b.a', 'b.a.c'];
    expect(new Set(ids(...names)).size).toBe(names.length);
  });
});
