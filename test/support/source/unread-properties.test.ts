import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { CACHE } from '../machine/cache.ts';
import { unreadProperties } from './unread-properties.ts';

const DECLARED = `
export interface Read { dot: number; key: number; bound: number; renamed: number; nested: { deep: number } }
export interface Unread { literal: number; shorthand: number; assigned: number; counted: number; typed: number; same: number; nested: { deep: number } }
interface Private { unused: number }
export type Other = { same: number };
`;
const USED = `
import type { Other, Read, Unread } from '../declared/values.ts';
const shorthand = 1;
export const made: Unread = { literal: 1, shorthand, assigned: 0, counted: 0, typed: 0, same: 0, nested: { deep: 0 } };
made.assigned = 1;
made.counted += 1;
made.counted++;
export type Typed = Unread['typed'] | Pick<Unread, 'typed'>;
export const same = (other: Other) => other.same;
export function read(value: Read, { bound, renamed: name }: Read) {
  return [value.dot, value['key'], bound, name, value.nested.deep];
}
`;

it('are those that are only written, or only named in types', () => {
  mkdirSync(CACHE, { recursive: true });
  const folder = mkdtempSync(join(CACHE, 'properties-'));
  try {
    const config = join(folder, 'tsconfig.json');
    for (const room of ['declared', 'used']) mkdirSync(join(folder, room));
    writeFileSync(join(folder, 'declared', 'values.ts'), DECLARED);
    writeFileSync(join(folder, 'used', 'values.ts'), USED);
    const compilerOptions = { strict: true, noEmit: true, allowImportingTsExtensions: true, types: [] };
    writeFileSync(config, JSON.stringify({ compilerOptions, include: ['declared', 'used'] }));
    expect(unreadProperties(config, [join(folder, 'declared')])).toEqual([
      'Unread.literal',
      'Unread.shorthand',
      'Unread.assigned',
      'Unread.counted',
      'Unread.typed',
      'Unread.same',
      'Unread.nested',
      'Unread.nested.deep',
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
