import { expect, it } from 'vitest';
import { commandTree } from '../../src/cli/command-tree.ts';
import { createProgram } from '../../src/cli/program.ts';

const tree = commandTree(createProgram(async () => {}));
const flagOf = (command: string, wanted: string) =>
  tree.find(({ name }) => name === command)?.flags.find(({ flag }) => flag === wanted);

it('the tree of commands has every command, with a description', () => {
  const names = tree.map(({ name }) => name);
  expect(names).toEqual(
    expect.arrayContaining(['agent', 'check', 'demo', 'trace', 'webhook', 'version', 'completion']),
  );
  for (const { description } of tree) expect(description).not.toBe('');
});

it('the tree of commands has flags with values, defaults and choices', () => {
  expect(flagOf('check', '--json')).toMatchObject({ placeholder: undefined, standard: undefined });
  expect(flagOf('check', '--duration')).toMatchObject({ placeholder: 'DURATION', standard: '20s' });
  expect(flagOf('trace', '--interval')).toMatchObject({ standard: '1s' });
  expect(flagOf('demo', '--fault')).toMatchObject({ placeholder: 'FAULT', standard: 'race' });
  expect(flagOf('demo', '--fault')?.choices).toContain('dead-endpoint');
});

it('the tree of commands has the arguments of each command', () => {
  expect(tree.find(({ name }) => name === 'trace')?.arguments).toMatchObject([{ name: 'URL', choices: [] }]);
  expect(tree.find(({ name }) => name === 'completion')?.arguments).toMatchObject([
    { choices: ['bash', 'zsh', 'fish'] },
  ]);
});
