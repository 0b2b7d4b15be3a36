import { describe, expect, it } from 'vitest';
import { commandTree } from '../../src/cli/command-tree.ts';
import { NOTES, notesText } from '../../src/cli/examples.ts';
import { createProgram } from '../../src/cli/program.ts';
import { runInProcess } from './in-process.ts';

const TREE = commandTree(createProgram(async () => {}));

describe('the examples', () => {
  it('are there for every command, and for no other', () => {
    expect(Object.keys(NOTES).toSorted()).toEqual(TREE.map(({ name }) => name).toSorted());
    for (const { examples } of Object.values(NOTES)) expect(examples.length).toBeGreaterThan(0);
  });

  it.each(TREE)('of $name call it with flags that it has', ({ name, flags }) => {
    for (const { line } of NOTES[name]?.examples ?? []) {
      const [, given] = new RegExp(`\\bfivesec ${name}\\b([^|>)]*)`).exec(line) ?? [];
      expect(given, line).toBeDefined();
      const unknown = (given?.match(/--[a-z-]+/g) ?? []).filter(
        (one) => !flags.some(({ flag }) => flag === one),
      );
      expect(unknown, line).toEqual([]);
    }
  });

  it.each(TREE)('are in the help of $name, with the exit codes', async ({ name }) => {
    const { out } = await runInProcess([name, '--help']);
    expect(out).toContain('Examples:\n  ');
    const { exitCodes } = NOTES[name] ?? {};
    if (exitCodes !== undefined) expect(out).toContain(`Exit codes: ${exitCodes}`);
  });

  it('are nothing for a command without notes', () => expect(notesText('nope')).toBe(''));
});
