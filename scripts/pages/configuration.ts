/** docs/configuration.md, from the options of the schema. */

import { CONFIG_FILE, type ConfigOption, OPTIONS } from '../../src/config/options.ts';
import { code, generatedFrom, table } from '../markdown.ts';

export function configurationPage(): string {
  return `${generatedFrom('src/config/schema.ts')}

# Configuration

Each option of \`fivesec agent\`, \`check\`, \`fleet\` and \`flows\` is a flag, an environment variable and a key of a YAML file. A flag
overrides the variable, the variable overrides the file, and the file overrides the default. Unknown keys, flags and
\`FIVESEC_...\` variables are errors, except for the variables that Kubernetes sets for a Service named
\`fivesec...\`. All errors are reported together, each with its key, its value and the source of the value.

\`fivesec agent --check-config\` validates the configuration and exits. \`fivesec check\` has no flags for options that only the agent uses. It can read the
agent's own file (\`--config\`) and ignores those keys, and \`maxQps\` too, because a check asks only for some
seconds. \`fivesec fleet\` and \`fivesec flows\` have flags only for the options that they use ([the command line](cli.md)).

If you set \`resolvConf\`, the file must exist. If the usual file is missing, fivesec asks the nameserver 127.0.0.1, as C libraries do.

- A **duration** is a number with its unit: \`250ms\`, \`10s\`, \`1m\`, \`1h\`.
- A **list** is a list in YAML, a repeated flag, or one variable with commas. It replaces the list of a source with lower precedence.
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

${WHAT_MUST_FIT}

## Example

\`\`\`yaml
${example()}
\`\`\`
`;
}

/** The list below "What must fit together". */
const WHAT_MUST_FIT = `- The load that the intervals cause must stay within the bound:
  \`names x profiles x 2 / lookups.interval + 2 / pairs.interval <= maxQps\` (without \`names\`, one name). Retries
  come on top of this load. While the agent runs, the same bound limits them too. The chart rejects values that do not fit at install time.
- By default each name costs 2 profiles x 2 / 10 s = 0.4 queries a second, and the pairs cost 2 / 2 s = 1. So one name leaves 0.6 of
  2 queries a second for investigations, two names leave 0.2, and three names do not fit. Saving the whole \`investigation.budget\` (200 queries) again takes
  200 / 0.6 = 5.5 minutes with one name, and 200 / 0.2 = 17 minutes with two. To add a name without this effect, raise \`maxQps\` by 0.4, or set
  \`lookups.interval: 20s\`, which halves the cost of each name.
- Each URL of \`trace.targets\` adds 2 queries / \`trace.interval\` to this sum: with 30 s, 0.067 queries a second. The agent looks the host up as the
  first of \`profiles\` does, with the same nameservers and search list as its other lookups, so retries count in \`maxQps\` as well. It does not read
  \`/etc/hosts\`. An address instead of a name needs no query.
- A name with a search list costs 2 queries for each name of the list that is tried. End it with a dot to ask for it alone.
- The agent saves the queries that the intervals leave unused, up to \`investigation.budget\`. An investigation may spend them at 8 queries a second.
  The agent starts with half of \`investigation.budget\` (100 queries), but with no more than the intervals leave unused in 10 minutes. It pays
  these back within 10 minutes. Until then its total may exceed \`maxQps\` by that many queries, and from then on it does not.
- Each resolution of \`endpointsName\` costs 1 query for each address family of the nameservers. The agent resolves it at the start, again after 1, 2 and 4 s and then every 3 s for a minute until the DNS pods are known, and then every 30 s.
  After their set changed it does so every 5 s for a minute, and after a query to one of them failed, 10 s after the last resolution.
- \`pairs.deadline\` is at least the resolver's own timeout: 5 s, or what \`options timeout:\` in \`resolvConf\` says.
  With a shorter one, answers that applications still accept would count as late.
- A strategy that you list in \`pairs.strategies\` needs its address or name: \`node-local\` needs \`nodeLocal\`, \`endpoint\` needs
  \`endpoints\` or \`endpointsName\`, \`large\` needs \`largeName\`, \`uncached\` needs a suffix.
- In a cluster with more than 5 DNS pods, each round of the strategies asks 5 of them directly, and the pods take turns. So the strategies via the
  VIP keep their share.
- \`edns\`, \`uncached\`, \`nameserver\` and \`large\` have fewer turns: the agent sends two of them in each round of the others, and
  \`check\` sends each of them a quarter as often. They add no load: \`pairs.interval\` and \`maxQps\` apply to all strategies together.`;

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
