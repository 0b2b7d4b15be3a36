/** What `--help` says after the flags of each command: exit codes and examples. docs/cli.md shows the same. */

export interface CommandNotes {
  /** Complete sentences, for a line of their own. */
  readonly exitCodes?: string;
  readonly examples: readonly { readonly line: string; readonly does: string }[];
}

export const NOTES: Readonly<Record<string, CommandNotes>> = {
  agent: {
    exitCodes: '0 ended by SIGTERM or Ctrl-C; 2 it could not run.',
    examples: [
      { line: 'fivesec agent --listen :9353', does: 'serves the status page and /metrics' },
      { line: 'fivesec agent --config config.yaml --check-config', does: 'only validates the configuration' },
      { line: 'fivesec agent --name example.org. --profile musl', does: 'looks this name up as Alpine does' },
    ],
  },
  check: {
    exitCodes:
      '0 healthy, or only harmless causes; 1 a cause was found, or something stalls; 2 it could not run, or measured\n' +
      'too little; 130 interrupted (Ctrl-C, SIGTERM): it prints what it knew by then.',
    examples: [
      { line: 'fivesec check', does: 'diagnoses DNS in 20 seconds' },
      { line: 'fivesec check --duration 2m', does: 'finds a fault that affects few lookups' },
      { line: 'fivesec check --name example.org.', does: 'asks for a name outside the cluster' },
      { line: "fivesec check --json | jq '.verdicts[0].cause'", does: 'for a program' },
      {
        line: 'fivesec check --nameserver 10.96.0.10 --endpoint 10.244.0.7',
        does: 'names the servers to ask',
      },
    ],
  },
  fleet: {
    exitCodes:
      '0 no node has a fault; 1 a node has one; 2 no agent answered, or none has measured yet; 130 interrupted.',
    examples: [
      { line: 'fivesec fleet', does: "in an agent's pod of the Helm chart" },
      {
        line: 'fivesec fleet --agents-name fivesec-agents.monitoring.svc.cluster.local.',
        does: 'by the name of a headless Service',
      },
      {
        line: 'fivesec fleet --agent 10.244.1.7 --agent 10.244.2.9 --json',
        does: 'by address, for a program',
      },
    ],
  },
  flows: {
    exitCodes: '0 the table was read; 2 it cannot be read.',
    examples: [
      { line: 'sudo fivesec flows --proc-net /proc/1/net --nameserver 10.96.0.10', does: 'on the node' },
      { line: 'fivesec flows', does: "in an agent's pod with hostProc.flows" },
      { line: "fivesec flows --json | jq '.rows[0]'", does: 'for a program' },
    ],
  },
  demo: {
    exitCodes: '0 ended by Ctrl-C; 2 it could not run.',
    examples: [
      { line: 'fivesec demo', does: 'the race in conntrack' },
      { line: 'fivesec demo --fault dead-endpoint', does: 'one DNS pod of three is silent' },
      { line: 'fivesec demo --fault loss --rate 0.2', does: 'a fifth of the datagrams is lost' },
    ],
  },
  trace: {
    exitCodes:
      '0 at least one request was answered, with any status; 1 none was; 2 it could not run.\n' +
      'After Ctrl-C or SIGTERM a trace prints its summary and ends with the same codes.',
    examples: [
      { line: 'fivesec trace https://example.org/healthz', does: 'sends a request a second, until Ctrl-C' },
      {
        line: 'fivesec trace --slow http://web.default.svc/',
        does: 'prints only requests with a slow lookup',
      },
      { line: 'fivesec trace --json --count 60 --insecure https://10.0.0.7/', does: 'for a program' },
    ],
  },
  webhook: {
    exitCodes: '0 ended by SIGTERM or Ctrl-C; 2 it could not run.',
    examples: [
      {
        line: 'fivesec webhook --cert-file tls.crt --key-file tls.key',
        does: 'adds single-request-reopen to new pods',
      },
    ],
  },
  version: {
    examples: [{ line: 'fivesec version --json', does: 'version, revision and Node.js as one JSON object' }],
  },
  completion: {
    examples: [
      { line: 'source <(fivesec completion bash)', does: 'bash, for this shell' },
      { line: 'fivesec completion zsh > ~/.zfunc/_fivesec', does: 'zsh' },
      { line: 'fivesec completion fish > ~/.config/fish/completions/fivesec.fish', does: 'fish' },
    ],
  },
};

/** The text after the flags in the help of a command; empty if there is nothing to say. */
export function notesText(command: string): string {
  const { exitCodes, examples = [] } = NOTES[command] ?? {};
  const width = Math.max(0, ...examples.map(({ line }) => line.length));
  const shown = examples.map(({ line, does }) => `  ${line.padEnd(width)}  ${does}`);
  const parts = [
    ...(shown.length > 0 ? [`Examples:\n${shown.join('\n')}`] : []),
    ...(exitCodes === undefined ? [] : [`Exit codes: ${exitCodes}`]),
  ];
  return parts.length === 0 ? '' : `\n${parts.join('\n\n')}`;
}
