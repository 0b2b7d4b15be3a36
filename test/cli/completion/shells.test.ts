/** Completion scripts, in real shells where they are there. */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { commandTree } from '../../../src/cli/command-tree.ts';
import { isShell, SHELLS, type Shell, scriptFor } from '../../../src/cli/completion/shells.ts';
import { createProgram } from '../../../src/cli/program.ts';
import { requirement } from '../../support/machine/requirement.ts';
import { runInProcess } from '../in-process.ts';

const TREE = commandTree(createProgram(async () => {}));
const isThere = (shell: string) => spawnSync(shell, ['--version']).status === 0;

type Line = readonly string[];

/** The words that a shell's script offers for a line whose last word is being typed. */
const OFFERED: Readonly<Record<Shell, (line: Line) => readonly string[]>> = {
  bash(line) {
    const words = line.map((word) => `'${word}'`).join(' ');
    const ask = `COMP_WORDS=(${words}); COMP_CWORD=${line.length - 1}; _fivesec; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return printed('bash', ['-c', `${scriptFor('bash', TREE)}\n${ask}`]);
  },
  /** Without the completion system of zsh, of which these functions stand in for the three that the script calls. */
  zsh(line) {
    const system = [
      `_describe() { [[ $1 == -o ]] && shift; print -rl -- "\${(@P)2}"; }`,
      `compadd() { shift; print -rl -- "$@"; }`,
      `_files() { :; }`,
      `compdef() { :; }`,
    ];
    const words = line.map((word) => `'${word}'`).join(' ');
    const ask = `words=(${words}); CURRENT=${line.length}; _fivesec`;
    const all = printed('zsh', ['-f', '-c', [...system, scriptFor('zsh', TREE), ask].join('\n')]);
    return all.map((entry) => entry.split(':')[0] ?? '').filter((word) => word.startsWith(line.at(-1) ?? ''));
  },
  fish(line) {
    const ask = `complete --do-complete '${line.join(' ')}'`;
    const all = printed('fish', ['--no-config', '-c', `${scriptFor('fish', TREE)}\n${ask}`]);
    return all.map((entry) => entry.split('\t')[0] ?? '');
  },
};

/** The lines that the shell prints. It must have nothing to complain of. */
function printed(shell: Shell, args: readonly string[]): readonly string[] {
  const { stdout, stderr, status } = spawnSync(shell, args, { encoding: 'utf8' });
  expect([stderr, status]).toEqual(['', 0]);
  return stdout.split('\n').filter((word) => word !== '');
}

describe.each(SHELLS)('in %s', (shell) => {
  beforeEach((ctx) => requirement(ctx, isThere(shell), `${shell} is not there`));

  it.each([
    [['fivesec', 'ch'], ['check']],
    [['fivesec', 'check', '--dur'], ['--duration']],
    [['fivesec', 'demo', '--fault', 'dead'], ['dead-endpoint']],
    [['fivesec', 'check', '--name', ''], []],
    [['fivesec', 'completion', 'z'], ['zsh']],
    [['fivesec', 'trace', '--s'], ['--slow']],
    [['fivesec', 'nope', '--'], []],
  ])('%j is completed with %j', (line, words) => {
    expect(OFFERED[shell](line)).toEqual(words);
  });
});

describe('every script', () => {
  it.each(SHELLS)('for %s names every command and flag', async (shell) => {
    const { code, out } = await runInProcess(['completion', shell]);
    expect([code, out]).toEqual([0, scriptFor(shell, TREE)]);
    for (const { name, flags } of TREE) {
      expect(out).toContain(name);
      for (const { flag } of flags) expect(out).toContain(shell === 'fish' ? `-l ${flag.slice(2)}` : flag);
    }
  });

  it.for(SHELLS)('for %s is free of mistakes, as the shell says', (shell, ctx) => {
    requirement(ctx, isThere(shell), `${shell} is not there`);
    const folder = mkdtempSync(join(tmpdir(), 'fivesec-completion-'));
    try {
      const script = join(folder, 'script');
      writeFileSync(script, scriptFor(shell, TREE));
      const { status, stderr } = spawnSync(shell, ['-n', script], { encoding: 'utf8' });
      expect([status, stderr]).toEqual([0, '']);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

it('completion is offered for bash, fish and zsh, and no other shell', () =>
  expect(['bash', 'fish', 'zsh', 'tcsh'].filter(isShell)).toEqual(['bash', 'fish', 'zsh']));
