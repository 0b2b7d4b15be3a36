import { describe, expect, it } from 'vitest';
import type { LookupOutcome } from '../../src/domain/lookup.ts';
import { tallyLookups } from '../../src/evidence/lookup-tally.ts';
import { answered, lookup, timedOut } from '../support/wire/outcomes.ts';

const tallied = (...lookups: LookupOutcome[]) =>
  tallyLookups(
    lookups,
    (name) => (name.startsWith('kube') ? 'cluster' : 'outside'),
    () => false,
  );

/** Three names that do not exist, then one that does. */
function searched(rttMs: number): LookupOutcome {
  const queries = ['a.x.', 'a.y.', 'a.z.', 'a.'].flatMap((name, candidate) =>
    (['A', 'AAAA'] as const).map((qtype) => ({
      candidate,
      attempt: 0,
      outcome: answered(qtype, rttMs, candidate === 3 ? 'NOERROR' : 'NXDOMAIN', name),
    })),
  );
  return lookup({ queries, durationMs: 4 * rttMs }, []);
}

describe('lookups', () => {
  it('are counted as slow from the shortest resolver timeout on, and as failed by their result', () => {
    const sum = tallied(
      lookup({}, [answered()]),
      lookup({ durationMs: 2500, retries: 1 }, [timedOut()]),
      lookup({ durationMs: 10_000, retries: 2, result: 'timeout' }, [timedOut()]),
    );
    expect(sum).toMatchObject({ lookups: 3, slow: 2, failed: 1, retries: 3 });
    expect(sum.queries.cluster).toMatchObject({ answered: 1, timedOut: 2 });
  });

  it('are amplified when names of the search list cost time and nothing was lost', () => {
    expect(tallied(searched(50), searched(50)).amplified).toEqual({
      lookups: 2,
      queries: 16,
      durationMs: 200,
      lastNameMs: 50,
    });
  });

  it('are not amplified by retries, by losses, or by two names', () => {
    const repeated = { ...searched(50), retries: 1 };
    const { queries } = searched(50);
    const lossy = {
      ...searched(50),
      queries: [...queries, { candidate: 0, attempt: 0, outcome: timedOut() }],
    };
    const two = { ...searched(50), queries: queries.slice(4) };
    expect(tallied(repeated, lossy, two).amplified.lookups).toBe(0);
  });
});
