import { describe, expect, it } from 'vitest';
import { withEnum, withLastPart, withPartBetween } from '../../scripts/text-parts.ts';

const MARKS = ['<!-- begin -->', '<!-- end -->'] as const;

describe('the part between two marks', () => {
  it('is replaced, and all other text stays', () => {
    const file = 'before\n<!-- begin -->\n\nold\n\n<!-- end -->\nafter\n';
    const expected = 'before\n<!-- begin -->\n\nnew\n\n<!-- end -->\nafter\n';
    expect(withPartBetween(file, MARKS, 'new')).toBe(expected);
    expect(withPartBetween(expected, MARKS, 'new')).toBe(expected);
    expect(withPartBetween(file, MARKS, 'new', '\n')).toContain('<!-- begin -->\nnew\n<!-- end -->');
  });

  it.each(['no marks', '<!-- begin -->', '<!-- end --> <!-- begin -->'])('is an error in "%s"', (file) => {
    expect(() => withPartBetween(file, MARKS, 'new')).toThrow('lacks "<!-- begin -->" before "<!-- end -->"');
  });
});

describe('the last part', () => {
  it('is replaced from its heading on', () => {
    expect(withLastPart('# Page\n\n## Last\n\nold\n', '## Last\n\nnew\n')).toBe('# Page\n\n## Last\n\nnew\n');
  });

  it('is an error if the file lacks its heading', () => {
    expect(() => withLastPart('# Page\n', '## Last\n\nnew\n')).toThrow('lacks the line "## Last"');
  });
});

describe('a list of ids in JSON', () => {
  const LIST = /(?<="enum": )\[[^\]]*\]/;

  it('gets one line for each id, two spaces deeper than the line on which it begins', () => {
    const json = '{\n  "enum": ["a"],\n  "type": "string"\n}';
    const expected = '{\n  "enum": [\n    "a",\n    "$1"\n  ],\n  "type": "string"\n}';
    expect(withEnum(json, LIST, ['a', '$1'], 'no list')).toBe(expected);
  });

  it('is an error with the given message if there is none', () => {
    expect(() => withEnum('{}', LIST, ['a'], 'no list')).toThrow('no list');
  });
});
