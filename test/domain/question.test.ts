import { describe, expect, it } from 'vitest';
import { nameMistake } from '../../src/domain/question.ts';

const LABEL = 'a'.repeat(63);
const LONGEST = [LABEL, LABEL, LABEL, 'b'.repeat(61)].join('.');

describe('nameMistake', () => {
  it.each([
    'a',
    'web.test',
    'web.test.',
    '_dns._udp.web',
    '1.2.3.4',
    'UPPER.case',
    LABEL,
    LONGEST,
    `${LONGEST}.`,
    'müller.test',
  ])('finds none in %s', (name) => {
    expect(nameMistake(name)).toBeUndefined();
  });

  it.each([
    ['', 'empty'],
    ['.', 'empty'],
    ['..', 'empty label'],
    ['a..b', 'empty label'],
    ['.a', 'empty label'],
    [`${LABEL}a.test`, '64 bytes'],
    ['ü'.repeat(32), '64 bytes'],
    [`${LONGEST}b`, '254 bytes'],
    ['a b', 'character'],
    ['a\tb', 'character'],
    ['a"b', 'character'],
    ['a\\b', 'character'],
    ['a\u0000', 'character'],
  ])('says what is wrong with %j', (name, word) => {
    expect(nameMistake(name)).toContain(word);
  });
});
