import { expect, it } from 'vitest';
import { endsAfterOneAnswer, overTcp, singlesLost } from '../../../src/compare/network/tcp-singles.ts';
import { viewOf } from '../../../src/compare/view/view.ts';
import { dead, evidence, lost } from '../../diagnosis/evidences.ts';

const tcp = (fates: { onlyA?: number; onlyAaaa?: number; both?: number }) =>
  viewOf(evidence([lost(dead('tcp', 60, 0), fates)]));

it('a server that ends each connection after one answer loses the second query', () => {
  expect(endsAfterOneAnswer(tcp({ onlyAaaa: 40 }))).toBe(true);
  expect(endsAfterOneAnswer(tcp({ onlyA: 13, onlyAaaa: 15, both: 7 }))).toBe(false);
  expect(endsAfterOneAnswer(tcp({ both: 20 }))).toBe(false);
});

it('single lost queries are a fact, and whole connections are not', () => {
  const proxied = tcp({ onlyA: 13, onlyAaaa: 15, both: 7 });
  expect(overTcp(proxied.arms).length).toBeGreaterThan(0);
  expect(singlesLost(proxied).join()).toContain('28 connections lost one of their two queries, 7 lost both');
  expect(singlesLost(tcp({ both: 20 }))).toEqual([]);
});
