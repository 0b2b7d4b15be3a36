/** docs/cli.md, from the tree of commands that `fivesec --help` shows. */

import { type CommandInfo, commandTree, type FlagInfo } from '../../src/cli/command-tree.ts';
import { NOTES } from '../../src/cli/examples.ts';
import { createProgram } from '../../src/cli/program.ts';
import { code, generatedFrom, table } from '../markdown.ts';

export function cliPage(): string {
  const commands = commandTree(createProgram(async () => {}));
  return `${generatedFrom('the commands in src/cli/commands/')}

# The command line

${table(
  ['command', 'what it does'],
  commands.map(({ name, description }) => [`[${code(`fivesec ${name}`)}](#fivesec-${name})`, description]),
)}

\`fivesec --version\` prints the version, \`fivesec COMMAND --help\` what this page says about the command. The options of [configuration.md](configuration.md) are flags of
\`agent\` and \`check\`, environment variables and keys of a file.

If the reader of a command's output has ended (\`| head\`), the command ends at its next write, without an error. Colours are for a terminal only; \`NO_COLOR=1\` turns
them off.

${commands.map(section).join('\n\n')}
`;
}

function section({ name, description, arguments: own, flags }: CommandInfo): string {
  const { examples = [], exitCodes } = NOTES[name] ?? {};
  const width = Math.max(0, ...examples.map(({ line }) => line.length));
  const rows = [
    ...own.map((argument) => [code(argument.name), [argument.description, among(argument.choices)].join('')]),
    ...flags.map(flagRow),
  ];
  return [
    `## fivesec ${name}`,
    sentence(description),
    ...(examples.length === 0
      ? []
      : [
          `\`\`\`sh\n${examples.map(({ line, does }) => `${line.padEnd(width)}  # ${does}`).join('\n')}\n\`\`\``,
        ]),
    ...(rows.length === 0 ? [] : [table(['argument or flag', 'what it is for'], rows)]),
    ...(exitCodes === undefined ? [] : [`Exit codes: ${exitCodes.replaceAll('\n', ' ')}`]),
  ].join('\n\n');
}

function flagRow({ flag, placeholder, description, standard, choices }: FlagInfo): string[] {
  const shown = standard === undefined ? '' : ` (default: ${standard})`;
  return [
    code(placeholder === undefined ? flag : `${flag} ${placeholder}`),
    `${description}${among(choices)}${shown}`,
  ];
}

function among(choices: readonly string[]): string {
  return choices.length === 0 ? '' : `: ${choices.map(code).join(', ')}`;
}

function sentence(clause: string): string {
  return `${clause.charAt(0).toUpperCase()}${clause.slice(1)}${/[.?]$/.test(clause) ? '' : '.'}`;
}
