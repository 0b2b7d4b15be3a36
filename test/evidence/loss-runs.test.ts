import { expect, it } from 'vitest';
import type { PairOutcome } from '../../src/domain/pair.ts';
import { lengthOf, lossRuns, stretchOf } from '../../src/evidence/loss-runs.ts';
import { failed } from '../../src/evidence/tally.ts';
import { answered, pairOf, timedOut } from '../support/wire/outcomes.ts';

const at = (startedAt: number, isLost: boolean, address = '10.96.0.10'): PairOutcome => {
  const end = isLost ? timedOut : answered;
  return pairOf(end('A'), end('AAAA'), { startedAt, server: { address, port: 53 } });
};
const queriesOf = ({ a, aaaa, startedAt }: PairOutcome) =>
  [a, aaaa].map((query) => ({ atMs: startedAt, failed: failed(query) }));

it('a run is what was lost in a row, in the order in which it was sent', () => {
  const pairs = [at(30, true), at(10, true), at(20, true), at(40, false), at(50, true)];
  const { runs, sent } = lossRuns(pairs, queriesOf);
  expect(runs.map((run) => run.map(({ atMs }) => atMs))).toEqual([
    [10, 10, 20, 20, 30, 30],
    [50, 50],
  ]);
  expect(runs.map(stretchOf)).toEqual([
    { fromMs: 10, untilMs: 30 },
    { fromMs: 50, untilMs: 50 },
  ]);
  expect([lengthOf(runs), sent.length]).toEqual([8, 10]);
});

it('the answers of a server that lost nothing part no run', () => {
  const { runs, servers } = lossRuns(
    [at(10, true), at(20, false, '10.244.0.2'), at(30, true), at(40, false)],
    queriesOf,
  );
  expect([...servers]).toEqual(['10.96.0.10']);
  expect(runs).toHaveLength(1);
});

it('where nothing was lost there is no run', () => {
  expect(lossRuns([at(10, false)], queriesOf)).toMatchObject({ runs: [], sent: [] });
});
