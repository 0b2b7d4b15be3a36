/**
 * docs/causes/<id>.md: all that a person reads about one cause, and its alert. The front matter says where the fault is, and has the
 * alert's name, `for`, severity and texts, or the reason why the cause has none. docs/causes.md, the runbooks and the
 * chart are made from these pages.
 */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { CAUSE_IDS, type Cause } from '../../src/domain/cause.ts';

const FOLDER = new URL('../../docs/causes/', import.meta.url);

/** The headings of a page, in order. `Diagnosis` is of the runbook only: a cause without an alert has none. */
const HEADINGS = [
  'Meaning',
  'Impact',
  'How fivesec distinguishes it',
  'Diagnosis',
  'Diagnosis by hand',
  'Mitigation',
] as const;
export type Heading = (typeof HEADINGS)[number];

/** Where the fault of a cause is, in the words of docs/causes.md. */
export const PLACES = {
  'node-conntrack': 'conntrack and NAT of the node',
  node: 'the rest of the node',
  network: 'the network',
  'dns-service': 'the DNS Service, its pods, or a filter in front of them',
  'other-servers': 'other DNS servers',
  names: 'names and search list',
  fivesec: 'fivesec itself',
  unknown: 'not known',
} as const;
export type Place = keyof typeof PLACES;
const where = z.literal(Object.keys(PLACES) as Place[]);

const ALERT = z.strictObject({
  where,
  alert: z.string().regex(/^Fivesec([A-Z][a-z]+)+$/),
  for: z.string().regex(/^\d+[smh]$/),
  severity: z.enum(['critical', 'warning', 'info']),
  /** A sentence, for the head of a notification. */
  summary: z.string().regex(/\.$/),
  /** A clause that follows "On node x,", without its full stop. */
  description: z.string().regex(/[^.]$/),
});
const FRONT_MATTER = z.union([ALERT, z.strictObject({ where, noAlert: z.string().regex(/[^.]$/) })]);

export type CauseAlert = z.infer<typeof ALERT>;

export interface CausePage {
  readonly id: string;
  readonly alerting: z.infer<typeof FRONT_MATTER>;
  readonly parts: ReadonlyMap<Heading, string>;
}

/** The pages of all causes of the table, in its order. Throws where one is missing or malformed. */
export function causePages(): readonly (CausePage & { readonly id: Cause })[] {
  return CAUSE_IDS.map((id) => ({ ...pageOf(id), id }));
}

/** Every page of the folder, also of a cause that the table does not have yet. */
export function pageIds(): readonly string[] {
  return readdirSync(FOLDER).map((file) => file.replace(/\.md$/, ''));
}

/** Throws if there is no such page, or if its front matter or its headings are wrong. */
export function pageOf(id: string): CausePage {
  const place = new URL(`${id}.md`, FOLDER);
  if (!existsSync(place)) throw new Error(`docs/causes/${id}.md is missing`);
  return parsePage(id, readFileSync(place, 'utf8'));
}

/** The page of cause `id`, whose file holds `text`. Throws where it is malformed. */
export function parsePage(id: string, text: string): CausePage {
  const wrong = (what: string) => new Error(`docs/causes/${id}.md: ${what}`);
  const [, front, body = ''] = /^---\n(.*?)\n---\n\n(.*)$/s.exec(text) ?? [];
  if (front === undefined) throw wrong('has no front matter');
  const alerting = FRONT_MATTER.safeParse(parse(front));
  if (!alerting.success)
    throw wrong(`the front matter has no place, or neither an alert nor a reason: ${alerting.error.message}`);
  const [head = '', ...sections] = body.split(/^## /m);
  if (head.trim() !== `# ${id}`) throw wrong(`begins with "${head.trim()}"`);
  const expected = HEADINGS.filter((heading) => heading !== 'Diagnosis' || 'alert' in alerting.data);
  const found = sections.map((section) => section.split('\n', 1)[0] ?? '');
  if (found.join() !== expected.join()) throw wrong(`has the headings ${found.join(', ')}`);
  const texts = sections.map((section) => section.slice(section.indexOf('\n')).trim());
  const empty = expected.find((_, index) => texts[index] === '');
  if (empty !== undefined) throw wrong(`says nothing below "${empty}"`);
  return {
    id,
    alerting: alerting.data,
    parts: new Map(expected.map((heading, index) => [heading, texts[index] ?? ''])),
  };
}

/** The text below a heading, with its links to runbooks as seen from the folder whose runbooks are in `runbooks`. */
export function partOf({ id, parts }: CausePage, heading: Heading, runbooks: string): string {
  const text = parts.get(heading);
  if (text === undefined) throw new Error(`docs/causes/${id}.md has no "${heading}"`);
  return linksFrom(text, runbooks);
}

export function linksFrom(text: string, runbooks: string): string {
  return text.replaceAll('](../runbooks/', `](${runbooks}`);
}
