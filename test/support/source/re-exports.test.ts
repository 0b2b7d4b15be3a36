import { expect, it } from 'vitest';
import { type ReExport, reExports } from './re-exports.ts';

const IMPORTS = `
import type { Flow } from './flow.ts';
import { read, parse as parseLine } from './parse.ts';
import * as all from './all.ts';
`;

it.each<[string, ReExport]>([
  ["export { read } from './read.ts';", { name: 'read', from: './read.ts' }],
  ["export type { Flow as Entry } from './flow.ts';", { name: 'Entry', from: './flow.ts' }],
  ["export * from './all.ts';", { name: '*', from: './all.ts' }],
  ['export { read };', { name: 'read', from: './parse.ts' }],
  ['export type { Flow };', { name: 'Flow', from: './flow.ts' }],
  ['export { parseLine as parse };', { name: 'parse', from: './parse.ts' }],
  ['export { all };', { name: 'all', from: './all.ts' }],
  ['export const parse = parseLine;', { name: 'parse', from: './parse.ts' }],
  ['export const parse: Parser = parseLine;', { name: 'parse', from: './parse.ts' }],
  ['export type Entry = Flow;', { name: 'Entry', from: './flow.ts' }],
])('finds the re-export in `%s`', (source, expected) => {
  expect(reExports(IMPORTS + source)).toEqual([expected]);
});

it.each([
  'const own = 1; export { own };',
  'export const parsed = parseLine(read);',
  'export const most = 3;',
  'export type Flows = readonly Flow[];',
  'export type Timed = Flow & { at: number };',
  'export type First = Array<Flow>;',
  'export interface Entry extends Flow {}',
  'export function parse() { return parseLine(); }',
])('finds none in `%s`', (source) => {
  expect(reExports(IMPORTS + source)).toEqual([]);
});
