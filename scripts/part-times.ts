/** A reporter of vitest: prints how long each project took. The projects of one run follow each other (`groupOrder`). */

import { performance } from 'node:perf_hooks';
import type { Reporter, TestModule } from 'vitest/node';

interface Part {
  readonly startMs: number;
  endMs: number;
  files: number;
}

/** Prints one line for each project: its name, the seconds from its first test file to its last, and its test files. */
export function partTimes(): Reporter {
  const parts = new Map<string, Part>();
  return {
    onTestModuleStart({ project }: TestModule) {
      const startMs = performance.now();
      if (!parts.has(project.name)) parts.set(project.name, { startMs, endMs: startMs, files: 0 });
    },
    onTestModuleEnd({ project }: TestModule) {
      const part = parts.get(project.name);
      if (part === undefined) return;
      part.endMs = performance.now();
      part.files += 1;
    },
    onTestRunEnd() {
      for (const [name, { startMs, endMs, files }] of parts) {
        console.log(
          `${name.padEnd(12)} ${((endMs - startMs) / 1000).toFixed(0).padStart(5)} s, ${files} test files`,
        );
      }
    },
  };
}
