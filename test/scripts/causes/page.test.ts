import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { causesPage } from '../../../scripts/causes/causes-page.ts';
import { checkSchema } from '../../../scripts/causes/check-schema.ts';
import { parsePage } from '../../../scripts/causes/page.ts';
import { readmeOf } from '../../../scripts/causes/readme.ts';
import { causeRunbooks, runbookIndex } from '../../../scripts/causes/runbooks.ts';
import { STRATEGY_IDS } from '../../../src/domain/strategy.ts';

const committed = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
const ALERT =
  'where: network\nalert: FivesecSample\nfor: 1m\nseverity: warning\nsummary: It is so.\ndescription: it is so on this node';
const page = (front: string, headings: readonly string[]) =>
  `---\n${front}\n---\n\n# x\n\n${headings.map((heading) => `## ${heading}\n\ntext\n`).join('\n')}`;
const WITHOUT = ['Meaning', 'Impact', 'How fivesec distinguishes it', 'Diagnosis by hand', 'Mitigation'];
const WITH = WITHOUT.toSpliced(3, 0, 'Diagnosis');

describe('what is made of the pages of causes', () => {
  it('is up to date with the pages', () => {
    expect(committed('docs/causes.md')).toBe(causesPage());
    expect(checkSchema(committed('docs/check.schema.json'))).toBe(committed('docs/check.schema.json'));
    expect(runbookIndex(committed('docs/runbooks/README.md'))).toBe(committed('docs/runbooks/README.md'));
    expect(readmeOf(committed('README.md'))).toBe(committed('README.md'));
    for (const { alert, text } of causeRunbooks()) expect(committed(`docs/runbooks/${alert}.md`)).toBe(text);
  });

  it('needs the marks and lists that it replaces', () => {
    expect(() => runbookIndex('# no marks')).toThrow(/lacks/);
    expect(() => readmeOf('# no marks')).toThrow(/lacks/);
    expect(() => checkSchema('{}')).toThrow(/no list of causes/);
    const ways = committed('docs/check.schema.json').replace('"strategy": {\n', '"way": {\n');
    expect(() => checkSchema(ways)).toThrow(/no list of strategies/);
  });

  it('gives the schema of the report each strategy that it lacks', () => {
    const schema = committed('docs/check.schema.json');
    for (const strategy of STRATEGY_IDS) {
      const without = schema.replace(new RegExp(`\\n *"${strategy}",?(?=\\n)`), '');
      expect(without, strategy).not.toBe(schema);
      expect(checkSchema(without), strategy).toBe(schema);
    }
  });
});

describe('a page of a cause', () => {
  it('has an alert and its diagnosis, or the reason why there is none', () => {
    expect(parsePage('x', page(ALERT, WITH)).alerting).toMatchObject({ alert: 'FivesecSample', for: '1m' });
    expect(
      parsePage('x', page('where: network\nnoAlert: nothing is lost', WITHOUT)).parts.get('Impact'),
    ).toBe('text');
  });

  it.each([
    ['no front matter', '# x\n', /no front matter/],
    ['neither alert nor reason', page('alerts: none', WITHOUT), /neither an alert nor a reason/],
    ['another severity', page(ALERT.replace('warning', 'bad'), WITH), /neither an alert nor a reason/],
    ['no known place', page(ALERT.replace('network', 'moon'), WITH), /neither an alert nor a reason/],
    ['a heading too few', page(ALERT, WITHOUT), /has the headings/],
    ['another cause', page(ALERT, WITH).replace('# x', '# y'), /begins with "# y"/],
    ['an empty part', page(ALERT, WITH).replace(/text\n$/, ''), /says nothing below "Mitigation"/],
  ])('is refused with %s', (_, text, complaint) => {
    expect(() => parsePage('x', text)).toThrow(complaint);
  });
});
