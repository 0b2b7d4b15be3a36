/** Reads the lab's command line. Reports every mistake before the lab builds anything. */

import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { duration, number, type Parse } from '../../src/config/fields.ts';
import { Failure } from '../../src/platform/failure.ts';
import { EXECUTABLE } from '../support/machine/executable.ts';
import { DNS_SERVERS } from './dns/program.ts';
import type { ScenarioOptions } from './scenario-lab.ts';
import { isScenarioName, SCENARIO_NAMES, type ScenarioName, scenarioOf } from './scenarios.ts';
import { PROXY_STYLES, type ProxyStyle } from './topology.ts';
import { isWorldWord, type WorldOrder, worldOrderOf } from './world-order.ts';

/** Orders that are no scenario and take no options. */
const WORDS = ['list', 'clean', 'fidelity'] as const;
const MODES = ['check', 'agent', 'still'] as const;
export type Mode = (typeof MODES)[number];

export interface ScenarioOrder {
  readonly kind: 'scenario';
  readonly name: ScenarioName;
  readonly mode: Mode;
  readonly options: ScenarioOptions;
  /** Further flags for the program in the pod. */
  readonly flags: readonly string[];
}

export type Order =
  | ScenarioOrder
  | WorldOrder
  | { readonly kind: 'help' | 'nothing' | (typeof WORDS)[number] };

const percentage = number(0, 100, 'any');
/** The message that `fivesec check` itself would print twenty seconds later. */
const checkDuration = duration(1000, 240_000);

/** Throws a `Failure` in one line if `args` are invalid, or if they need an `executable` that is not built. */
export function orderOf(args: string[], executable = EXECUTABLE): Order {
  const { values, positionals } = parsed(args);
  const [name, ...more] = positionals;
  if (values.help) return { kind: 'help' };
  if (name === undefined) return { kind: 'nothing' };
  if (isWorldWord(name)) {
    const mode = modeOf(values, executable);
    return worldOrderOf(name, more, values, { mode, flags: durationFor(mode, values.duration) });
  }
  if (more.length > 0) throw mistake(`one scenario at a time: what is ${more.join(' ')}?`);
  const word = WORDS.find((one) => one === name);
  if (word !== undefined) {
    const [option] = Object.keys(values);
    if (option !== undefined) throw mistake(`${word} takes no options: not with --${option}`);
    return { kind: word };
  }
  if (!isScenarioName(name)) throw mistake(`there is no scenario ${name}: npm run lab -- list`);
  const mode = modeOf(values, executable);
  const proxy = proxyFor(name, values.proxy);
  const percent = percentFor(name, values.percent);
  const dnsProgram = oneOf(DNS_SERVERS, '--dns', values.dns);
  return {
    kind: 'scenario',
    name,
    mode,
    options: {
      family: values.ipv6 ? 6 : 4,
      topology: proxy === undefined ? {} : { proxy },
      ...(percent === undefined ? {} : { percent }),
      ...(dnsProgram === undefined ? {} : { dnsProgram }),
    },
    flags: durationFor(mode, values.duration),
  };
}

function parsed(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        check: { type: 'boolean' },
        agent: { type: 'boolean' },
        still: { type: 'boolean' },
        ipv6: { type: 'boolean', short: '6' },
        percent: { type: 'string' },
        proxy: { type: 'string' },
        dns: { type: 'string' },
        duration: { type: 'string' },
        seed: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    // The first line of node:util's message names the option and the mistake. The others are suggestions.
    throw mistake(String(error instanceof Error ? error.message : error).split('\n')[0] ?? '');
  }
}

function modeOf(values: Readonly<Partial<Record<Mode, boolean>>>, executable: string): Mode {
  const [mode = 'check', other] = MODES.filter((one) => values[one]);
  if (other !== undefined) throw mistake(`--${mode} and --${other}: one of them`);
  if (mode !== 'still' && !existsSync(executable)) {
    throw new Failure('cannot-run', 'fivesec is not built yet: npm run build');
  }
  return mode;
}

function proxyFor(name: ScenarioName, asked: string | undefined): ProxyStyle | undefined {
  const proxy = oneOf(PROXY_STYLES, '--proxy', asked);
  if (proxy === 'none' && scenarioOf(name).needsProxy) {
    throw mistake(`${name} goes wrong on the way through the proxy: not with --proxy none`);
  }
  return proxy;
}

function percentFor(name: ScenarioName, asked: string | undefined): number | undefined {
  if (asked === undefined) return undefined;
  if (scenarioOf(name).percent === undefined) {
    const strong = SCENARIO_NAMES.filter((one) => scenarioOf(one).percent !== undefined);
    throw mistake(`${name} has no strength: --percent is for ${strong.join(', ')}`);
  }
  return readBy(percentage, '--percent', asked);
}

function durationFor(mode: Mode, asked: string | undefined): readonly string[] {
  if (asked === undefined) return [];
  if (mode !== 'check') throw mistake(`--duration is how long "fivesec check" asks: not with --${mode}`);
  readBy(checkDuration, '--duration', asked);
  return ['--duration', asked];
}

function readBy<T>(parse: Parse<T>, option: string, asked: string): T {
  const read = parse(asked);
  if (read.kind === 'mistake') throw mistake(`${option} ${asked}: ${read.reason}`);
  return read.value;
}

function oneOf<T extends string>(allowed: readonly T[], option: string, asked: string | undefined) {
  const found = allowed.find((one) => one === asked);
  if (asked !== undefined && found === undefined) throw mistake(`${option} is one of ${allowed.join(', ')}`);
  return found;
}

function mistake(line: string): Failure {
  return new Failure('config', line);
}
