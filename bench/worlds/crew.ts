/** Grades worlds on all CPUs: a process each, which receives a few seeds at a time. Node 20 runs no TypeScript in threads. */

import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Graded, Task } from './graded.ts';

const SEEDS_AT_ONCE = 8;
const WORKER = fileURLToPath(new URL('worker.ts', import.meta.url));

/** In the order of the seeds, however many processes there are. Rejects if a process ends early. */
export async function gradeAll(task: Task): Promise<Graded[]> {
  const { seeds } = task;
  const parts: Graded[][] = [];
  let begun = 0;
  async function serve(): Promise<void> {
    // It runs with this process's own options, so with the same loader.
    const worker = fork(WORKER);
    for (let first = begun; first < seeds.length; first = begun) {
      begun += SEEDS_AT_ONCE;
      parts[first / SEEDS_AT_ONCE] = await ask(worker, { ...task, seeds: seeds.slice(first, begun) });
    }
    worker.disconnect();
  }
  await Promise.all(Array.from({ length: availableParallelism() }, serve));
  return parts.flat();
}

function ask(worker: ChildProcess, task: Task): Promise<Graded[]> {
  return new Promise((resolve, reject) => {
    const died = (code: number | null) => reject(new Error(`a worker ended with ${code}`));
    worker.once('exit', died);
    worker.once('message', (graded: Graded[]) => {
      worker.off('exit', died);
      resolve(graded);
    });
    worker.send(task);
  });
}
