/** docs/configuration.md, from the options of the schema. */

import { CONFIG_FILE, type ConfigOption, OPTIONS } from '../src/config/options.ts';
import { code, generatedFrom, table } from './markdown.ts';

export function configurationPage(): string {
  return `${generatedFrom('src/config/schema.ts')}

# Configuration

Each option of \`fivesec agent\`, \`fivesec check\` and \`fivesec fleet\` is a flag, an environment variable and a key of a YAML file. A flag
wins over the variable, the variable over the file, the file over the default. Unknown keys, flags and
\`FIVESEC_...\` variables are errors, except for the variables that Kubernetes sets for a Service named
\`fivesec...\`. All errors are reported together, each with its key, its value and the source of the value.

\`fivesec agent --check-config\` validates the configuration and exits. \`fivesec check\` has no flags for what only the agent does; it reads the
agent's own file (\`--config\`) and leaves those keys aside, \`maxQps\` as well: that bounds the agent, and a check asks for some
seconds. Its exit codes: 0 healthy, 1 a cause was found or something stalls, 2 it could not run or measured too little to say,
130 interrupted (what was known by then is printed).

A \`resolvConf\` that was given has to be there. Without the usual one, nameserver 127.0.0.1 is asked, as C libraries do.

- A **duration** is a number with its unit: \`250ms\`, \`10s\`, \`1m\`, \`1h\`.
- A **list** is a list in YAML, a repeated flag, or one variable with commas. Where it is given, it replaces the
  list of the source below it.
- An **address** is an IP address, \`ADDR\` or \`ADDR:PORT\`; with a port, IPv6 stands in brackets: \`[fd00::a]:5353\`.
- An environment variable that is empty counts as not set.

\`${CONFIG_FILE.flag} ${CONFIG_FILE.written}\` or \`${CONFIG_FILE.env}\` names the YAML file.

## The options

${table(['key', 'default', 'what it is for'], OPTIONS.map(row))}

## Flags and environment variables

${table(
  ['key', 'flag', 'environment variable'],
  OPTIONS.map(({ key, flag, written, env, repeatable, agentOnly, forFleet }) => [
    code(key),
    code(`${flag} ${written}`) +
      (repeatable ? ', repeatable' : '') +
      (forFleet ? ', agent and fleet only' : agentOnly ? ', agent only' : ''),
    code(env),
  ]),
)}

## What must fit together

- The load that the intervals ask for has to stay within the bound:
  \`names x profiles x 2 / lookups.interval + 2 / pairs.interval <= maxQps\` (without \`names\`, one name). Retries
  come on top and are held back by the same bound while the agent runs. The chart refuses at install time what does not fit.
- By default each name costs 2 profiles x 2 / 10 s = 0.4 queries a second, and the pairs cost 2 / 2 s = 1. So one name leaves 0.6 of
  2 queries a second for investigations, two names leave 0.2, and three names do not fit. To save \`investigation.budget\` anew (200 queries) takes
  200 / 0.6 = 5.5 minutes with one name, and 200 / 0.2 = 17 minutes with two. To add a name without that, raise \`maxQps\` by 0.4, or set
  \`lookups.interval: 20s\`, which halves the cost of each name.
- A name with a search list costs 2 queries for each name of the list that is tried. End it with a dot to ask for it alone.
- What the intervals leave over is saved for investigations, up to \`investigation.budget\`: one may spend it at 8 queries a second.
  The agent starts with half of \`investigation.budget\` (100 queries), but with no more than the intervals leave over in 10 minutes. It pays
  that back within 10 minutes: until then the average may be above \`maxQps\` by so many queries, from then on it is not.
- The DNS pods behind \`endpointsName\` cost 2 queries a look: at the start at once and after 1, 2 and 4 s until they are known, then every 30 s,
  every 5 s for a minute after their set changed, and 10 s after the last look where a query to one of them failed.
- \`pairs.deadline\` is at least the resolver's own timeout: 5 s, or what \`options timeout:\` in \`resolvConf\` says.
  A shorter one would call late what applications still take.
- A strategy that is asked for by name needs its address or name: \`node-local\` needs \`nodeLocal\`, \`endpoint\` needs
  \`endpoints\` or \`endpointsName\`, \`large\` needs \`largeName\`, \`uncached\` needs a suffix.
- \`edns\`, \`uncached\`, \`nameserver\` and \`large\` take few turns: the agent sends one of them in each round of the others,
  \`check\` sends each a quarter as often. They add nothing to the load: \`pairs.interval\` and \`maxQps\` hold for all together.

## Example

\`\`\`yaml
${example()}
\`\`\`
`;
}

function row({ key, default: standard, unit, sentence, written }: ConfigOption): string[] {
  const shown = Array.isArray(standard) ? standard.map(code).join(', ') || 'none' : code(String(standard));
  const kind = written === 'DURATION' ? ' (duration)' : unit === undefined ? '' : ` (${unit})`;
  return [code(key), (standard === undefined ? 'none' : shown) + kind, sentence];
}

/** A file that a test loads. */
function example(): string {
  return `listen: ':9353'
procNet: /host/net
names:
  - kubernetes.default.svc.cluster.local.
  - example.org.
endpointsName: fivesec-endpoints.kube-system.svc.cluster.local.
maxQps: 2
lookups:
  interval: 20s
pairs:
  interval: 2s`;
}
