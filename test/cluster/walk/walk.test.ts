import { expect, it } from 'vitest';
import { Failure } from '../../../src/platform/failure.ts';
import type { Cluster } from '../harness/cluster.ts';
import { walk } from './walk.ts';

it('fails at once where the cluster ends during a fault, so that its teardown need not wait for the fault', async () => {
  const gone = {
    machines: [{ name: 'node1' }],
    get: () => Promise.reject(new Failure('cannot-run', 'interrupted')),
  } as unknown as Cluster;
  const walking = walk(gone, { name: 'x', truths: [] }, () => new Promise(() => {}));
  await expect(walking).rejects.toThrow('interrupted');
});
