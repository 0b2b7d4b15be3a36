import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CAUSE_IDS } from '../../src/domain/cause.ts';

const PARTS = ['Meaning', 'Impact', 'How fivesec distinguishes it', 'Diagnosis by hand', 'Mitigation'];
const text = readFileSync(new URL('../../docs/causes.md', import.meta.url), 'utf8');
const sections = text.split(/^## /m).slice(1);

describe('docs/causes.md', () => {
  it('has one heading for each cause, in the order of the table, and none besides', () => {
    expect(sections.map((section) => section.split('\n', 1)[0])).toEqual([...CAUSE_IDS]);
  });

  it.each(sections.map((section) => [section.split('\n', 1)[0] ?? '', section]))(
    '%s: has all of its parts, and none is empty',
    (_id, section) => {
      const parts = section.split(/^### /m).slice(1);
      expect(parts.map((part) => part.split('\n', 1)[0])).toEqual(PARTS);
      for (const part of parts) expect(part.split('\n').slice(1).join('').trim()).not.toBe('');
    },
  );
});
