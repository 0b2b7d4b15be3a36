import { describe, expect, it } from 'vitest';
import { flagsOf, helpFor, OPTIONS } from '../../src/config/options.ts';

const row = (key: string) => OPTIONS.find((option) => option.key === key);

describe('OPTIONS', () => {
  it('names flag, property and environment variable after the key', () => {
    expect(row('lookups.maxInFlight')).toMatchObject({
      flag: '--lookups-max-in-flight',
      attribute: 'lookupsMaxInFlight',
      env: 'FIVESEC_LOOKUPS_MAX_IN_FLIGHT',
      repeatable: false,
    });
    expect(row('nameservers')).toMatchObject({
      flag: '--nameserver',
      attribute: 'nameserver',
      env: 'FIVESEC_NAMESERVERS',
      repeatable: true,
    });
  });

  it('keeps the flags that others rely on', () => {
    const flags = OPTIONS.map(({ flag }) => flag);
    expect(flags).toEqual(
      expect.arrayContaining([
        '--listen',
        '--nameserver',
        '--resolv-conf',
        '--endpoint',
        '--endpoints-name',
        '--node-local',
        '--name',
        '--proc-net',
        '--max-qps',
      ]),
    );
  });

  it('gives no two options the same flag or variable', () => {
    expect(new Set(OPTIONS.map(({ flag }) => flag)).size).toBe(OPTIONS.length);
    expect(new Set(OPTIONS.map(({ env }) => env)).size).toBe(OPTIONS.length);
  });

  it('says of each option in a sentence what it is for', () => {
    for (const { sentence } of OPTIONS) expect(sentence).toMatch(/^[A-Z].*\.$/);
  });

  it('gives check no flag for what only the agent does', () => {
    const keys = (command: 'agent' | 'check') => flagsOf(command).map(({ key }) => key);
    expect(keys('agent')).toEqual(OPTIONS.map(({ key }) => key));
    const left = keys('agent').filter((key) => !keys('check').includes(key));
    expect(left.toSorted()).toEqual([
      'agents',
      'agentsName',
      'agentsPort',
      'flows.cpuShare',
      'flows.interval',
      'flows.maxEntries',
      'flows.mode',
      'flows.podSeries',
      'investigation.budget',
      'investigation.cooldown',
      'journal.size',
      'listen',
      'logLevel',
      'lookups.interval',
      'lookups.maxInFlight',
      'pairs.interval',
      'pairs.maxInFlight',
      'trace.interval',
      'trace.targets',
      'zone',
    ]);
    expect(flagsOf('fleet').map(({ flag }) => flag)).toEqual(['--agent', '--agents-name', '--agents-port']);
  });

  it('states the default of each command', () => {
    const help = (key: string, command: 'agent' | 'check') =>
      OPTIONS.filter((option) => option.key === key).map((option) => helpFor(command, option))[0];
    expect(help('maxQps', 'agent')).toMatch(/\(default: 2\)$/);
    expect(help('maxQps', 'check')).toMatch(/\(default: 200\)$/);
    expect(help('profiles', 'check')).toMatch(/May be repeated\. \(default: glibc, musl\)$/);
    expect(help('nameservers', 'check')).not.toContain('default:');
    expect(help('nodeLocal', 'check')).not.toContain('`');
  });
});
