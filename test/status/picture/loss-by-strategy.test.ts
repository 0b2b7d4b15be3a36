import { expect, it } from 'vitest';
import { lossByStrategy } from '../../../src/status/picture/loss-by-strategy.ts';
import { evidence } from '../../diagnosis/evidences.ts';
import { linesOf } from '../../support/agent/html-lines.ts';
import { racingNode } from '../../support/agent/page-views.ts';

it('the loss by strategy is a table with a row for each strategy: what it stands for, its share of lost pairs, and the counts', () => {
  const lines = linesOf(lossByStrategy(racingNode().judgement.evidence));
  const at = lines.indexOf('pair what glibc does');
  expect(lines.slice(at, at + 2)).toEqual(['pair what glibc does', '13 % 13 of 100']);
  expect(lines).toContain('tcp options use-vc');
});

it('explains each strategy of the table in plain words, folded', () => {
  const lines = linesOf(lossByStrategy(racingNode().judgement.evidence));
  const at = lines.indexOf('What each strategy sends, and how to read the table');
  expect(at).toBeGreaterThan(0);
  const explained = lines.slice(at).join(' ');
  expect(explained).toContain('pair both queries at once, from one new socket');
  expect(explained).toContain("sequential AAAA after A's answer, from one new socket");
});

it('the loss by strategy says that nothing was measured yet', () => {
  expect(linesOf(lossByStrategy({ ...evidence(), arms: [] }))).toEqual(['No pair has ended yet.']);
});
