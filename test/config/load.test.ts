import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type ConfigSources, loadConfig } from '../../src/config/load.ts';
import { Failure } from '../../src/platform/failure.ts';

const FIXTURES = new URL('../fixtures/config/', import.meta.url);
const fixture = (name: string) => readFileSync(new URL(name, FIXTURES), 'utf8');

function load(sources: Partial<ConfigSources> & { file?: string } = {}) {
  const { file, ...given } = sources;
  const flags = { ...(file !== undefined && { config: 'agent.yaml' }), ...given.flags };
  const readFile = (path: string) => {
    if (path === 'agent.yaml' && file !== undefined) return file;
    throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
  };
  return loadConfig({ env: {}, hostname: 'node-1', readFile, ...given, flags });
}

/** The lines after the heading. */
function mistakes(sources: Parameters<typeof load>[0]): string[] {
  try {
    load(sources);
  } catch (error) {
    if (error instanceof Failure && error.code === 'config') return error.message.split('\n  ').slice(1);
    throw error;
  }
  return [];
}

describe('loadConfig', () => {
  it('has a default for everything but what depends on the cluster', () => {
    expect(load()).toEqual({
      listen: { address: undefined, port: 9353 },
      nodeName: 'node-1',
      logLevel: 'info',
      resolvConf: '/etc/resolv.conf',
      nameservers: [],
      names: [],
      profiles: ['glibc', 'musl'],
      endpoints: [],
      procSys: '/proc/sys',
      maxQps: 2,
      lookups: { interval: 10_000, maxInFlight: 16 },
      pairs: {
        interval: 2000,
        deadline: 5000,
        grace: 3000,
        strategies: [
          'pair',
          'race',
          'separate',
          'staggered',
          'sequential',
          'reopen',
          'tcp',
          'endpoint',
          'node-local',
          'sticky',
        ],
        maxInFlight: 16,
      },
      investigation: { budget: 40, cooldown: 60_000 },
      journal: { size: 100 },
    });
  });

  it('lets flags win over the environment, the environment over the file, the file over defaults', () => {
    const file = 'maxQps: 10\nlogLevel: warn\nnodeName: from-file\njournal: {size: 7}\n';
    const env = { FIVESEC_MAX_QPS: '20', FIVESEC_LOG_LEVEL: 'error', FIVESEC_NODE_NAME: '' };
    const config = load({ file, env, flags: { maxQps: '30' } });
    expect(config).toMatchObject({
      maxQps: 30,
      logLevel: 'error',
      nodeName: 'from-file',
      journal: { size: 7 },
      lookups: { interval: 10_000 },
    });
  });

  it('joins one group from all three sources', () => {
    const config = load({
      file: 'pairs: {grace: 1s}',
      env: { FIVESEC_PAIRS_INTERVAL: '4s' },
      flags: { pairsDeadline: '6s' },
    });
    expect(config.pairs).toMatchObject({ grace: 1000, interval: 4000, deadline: 6000 });
  });

  it('reads lists from repeated flags, from commas in the environment, from YAML lists', () => {
    expect(load({ flags: { nameserver: ['10.0.0.1', '[fd00::a]:5353'] } }).nameservers).toEqual([
      { address: '10.0.0.1', port: 53 },
      { address: 'fd00::a', port: 5353 },
    ]);
    expect(load({ env: { FIVESEC_NAMES: 'a.example, b.example.' } }).names).toEqual([
      'a.example',
      'b.example.',
    ]);
    expect(load({ file: 'profiles: [musl]' }).profiles).toEqual(['musl']);
  });

  it('finds the file by its environment variable too', () => {
    const config = load({
      file: 'maxQps: 5',
      flags: { config: undefined },
      env: { FIVESEC_CONFIG: 'agent.yaml' },
    });
    expect(config.maxQps).toBe(5);
  });

  it('takes an empty file for no file', () => {
    expect(load({ file: '' })).toEqual(load());
    expect(load({ file: '# nothing here\n' })).toEqual(load());
  });

  it('gives a value that nobody can change', () => {
    const config = load({ flags: { nameserver: ['10.0.0.1'] } });
    expect(
      [config, config.pairs, config.pairs.strategies, config.nameservers[0]].every(Object.isFrozen),
    ).toBe(true);
  });

  it('names every mistake of flags, environment and file in one failure', () => {
    expect(
      mistakes({
        file: 'pairs: {grace: soon}',
        env: { FIVESEC_NAMES: 'a..b,ok.example', FIVESEC_TYPO: '1' },
        flags: { maxQps: 'fast', nameserver: ['dns.example'] },
      }),
    ).toEqual([
      'FIVESEC_TYPO: there is no such environment variable',
      'nameservers[0] = "dns.example" (flag --nameserver): must be an IP address, with a port if it is not 53: 10.96.0.10 or [fd00::a]:5353',
      'names[0] = "a..b" (environment variable FIVESEC_NAMES): the name has an empty label',
      'maxQps = "fast" (flag --max-qps): must be a number from 0.1 to 100000',
      'pairs.grace = "soon" (file agent.yaml): must be a duration with its unit, such as 250ms, 10s or 1m',
    ]);
  });

  it('still adds up what is right when something else is wrong', () => {
    const told = mistakes({ file: 'logLevel: loud\nlookups: {interval: 1s}\n' });
    expect(told).toEqual([
      'logLevel = "loud" (file agent.yaml): must be one of debug, info, warn, error, silent',
      'maxQps (default): names x profiles x 2 / lookups.interval + 2 / pairs.interval = 1 x 2 x 2 / 1s + 2 / 2s = 4 + 1 = 5 queries a second, more than 2',
    ]);
    // A sum with a mistaken number in it would say something untrue.
    expect(mistakes({ file: 'maxQps: fast\nlookups: {interval: 1s}\n' })).toHaveLength(1);
  });

  it('keeps each mistake on its line, whatever the key', () => {
    expect(mistakes({ file: '"a\\nb": 1' })).toEqual(['"a\\nb" = 1 (file agent.yaml): there is no such key']);
  });

  it('lets the variables through that Kubernetes makes of a Service named fivesec', () => {
    const env = {
      FIVESEC_SERVICE_HOST: '10.96.7.7',
      FIVESEC_SERVICE_PORT: '9353',
      FIVESEC_SERVICE_PORT_HTTP_METRICS: '9353',
      FIVESEC_PORT: 'tcp://10.96.7.7:9353',
      FIVESEC_PORT_9353_TCP: 'tcp://10.96.7.7:9353',
      FIVESEC_WEBHOOK_PORT_443_TCP_ADDR: '10.96.7.8',
      FIVESEC_REQUIRE_ALL: '1',
    };
    expect(load({ env })).toEqual(load());
  });

  it('says why the file cannot be read', () => {
    expect(mistakes({ flags: { config: 'missing.yaml' } })).toEqual([
      "file missing.yaml: can't be read: ENOENT",
    ]);
  });

  it('measures the deadline against the timeout that resolv.conf asks for', () => {
    const readFile = (path: string) =>
      path === '/etc/resolv.conf' ? 'options timeout:1' : 'pairs: {deadline: 2s}';
    const flags = { config: 'agent.yaml' };
    const resolverTimeoutMs = (resolvConf: string) => (resolvConf.includes('timeout:1') ? 1000 : 5000);
    expect(load({ flags, readFile, resolverTimeoutMs }).pairs.deadline).toBe(2000);
    expect(mistakes({ flags, readFile, resolverTimeoutMs: () => 3000 })).toHaveLength(1);
  });

  it('keeps the five seconds where resolv.conf cannot be read', () => {
    expect(mistakes({ file: 'pairs: {deadline: 2s}', resolverTimeoutMs: () => 1000 })).toHaveLength(1);
  });

  it('gives check a bound of its own and no rhythm to reckon with', () => {
    expect(load({ command: 'check' }).maxQps).toBe(200);
    expect(load({ command: 'check', flags: { maxQps: '1' } }).maxQps).toBe(1);
    expect(mistakes({ flags: { maxQps: '1' } })).toHaveLength(1);
  });
});

const ADDRESS = 'must be an IP address, with a port if it is not 53: 10.96.0.10 or [fd00::a]:5353';
const LISTEN = 'must be ADDR:PORT or :PORT, such as :9353, 127.0.0.1:9353 or [::1]:9353';
const DURATION = 'must be a duration with its unit, such as 250ms, 10s or 1m';

/** What each file of the fixtures is refused with, to the letter. */
const REFUSED: Readonly<Record<string, readonly string[]>> = {
  'bad-addresses.yaml': [
    `listen = "dns.example:9353" (file agent.yaml): ${LISTEN}`,
    `nameservers[0] = "10.96.0.300" (file agent.yaml): ${ADDRESS}`,
    'nameservers[2] = "[fd00::a]:70000" (file agent.yaml): must have a port from 1 to 65535',
    'nameservers[3] = "10.96.0.10:0" (file agent.yaml): must have a port from 1 to 65535',
    'endpoints[1] = "10.244.0.2:53" (file agent.yaml): is there twice',
    `nodeLocal = "[169.254.20.10]:53" (file agent.yaml): ${ADDRESS}`,
  ],
  'bad-aliases.yaml': ['file agent.yaml: Excessive alias count indicates a resource exhaustion attack'],
  'bad-deadline.yaml': [
    'pairs.deadline = "2s" (file agent.yaml): 2s is shorter than the resolver\'s own timeout of 5s: answers that applications still take would count as late',
  ],
  'bad-empty-values.yaml': [
    `listen = null (file agent.yaml): ${LISTEN}`,
    'procNet = null (file agent.yaml): must be the path of a directory',
    'lookups = null (file agent.yaml): must be a mapping of keys',
  ],
  'bad-list.yaml': ['file agent.yaml: must be a mapping of keys'],
  'bad-load.yaml': [
    'maxQps (default): names x profiles x 2 / lookups.interval + 2 / pairs.interval = 3 x 2 x 2 / 4s + 2 / 2s = 3 + 1 = 4 queries a second, more than 2',
  ],
  'bad-long-name.yaml': [
    'names[0] = "abcdefg.abcdefg.abcdefg.abcdefg.abcdefg.abcdefg.abcdefg.abcdefg.abcdefg.abcdefg… (file agent.yaml): the name has 319 bytes, at most 253 fit',
  ],
  'bad-names.yaml': [
    'names[0] = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.exampl… (file agent.yaml): the label "aaaaaaaaaaaaaaaaaaaa…" has 72 bytes, at most 63 fit',
    'names[1] = "api..example" (file agent.yaml): the name has an empty label',
    'names[2] = "" (file agent.yaml): the name is empty',
    'names[3] = 12 (file agent.yaml): must be a domain name',
    'names[4] = "a b.example" (file agent.yaml): the label "a b" has a character that no host name has',
  ],
  'bad-prototype.yaml': [
    'lookups.toString = 2 (file agent.yaml): there is no such key',
    '__proto__ = {"maxQps":7} (file agent.yaml): there is no such key',
    'constructor = 1 (file agent.yaml): there is no such key',
  ],
  'bad-ranges.yaml': [
    'nameservers = ["10.0.0.1","10.0.0.2","10.0.0.3","10.0.0.4"] (file agent.yaml): must have 0 to 3 entries',
    'profiles = [] (file agent.yaml): must have 1 to 2 entries',
    'maxQps = 0 (file agent.yaml): must be a number from 0.1 to 100000',
    'lookups.interval = "1ms" (file agent.yaml): must be from 10ms to 24h',
    'lookups.maxInFlight = 1.5 (file agent.yaml): must be a whole number from 1 to 10000',
    'journal.size = -1 (file agent.yaml): must be a whole number from 1 to 10000',
  ],
  'bad-strategies.yaml': [
    'pairs.strategies = ["pair","endpoint","node-local"] (file agent.yaml): names node-local, but nodeLocal says no address',
    'pairs.strategies = ["pair","endpoint","node-local"] (file agent.yaml): names endpoint, but neither endpoints nor endpointsName says an address',
  ],
  'bad-syntax.yaml': [
    'file agent.yaml: line 2: Map keys must be unique',
    'file agent.yaml: line 4: Flow map in block collection must be sufficiently indented and end with a }',
  ],
  'bad-two-documents.yaml': [
    'file agent.yaml: line 2: Source contains multiple documents; please use YAML.parseAllDocuments()',
  ],
  'bad-types.yaml': [
    `listen = 9353 (file agent.yaml): ${LISTEN}`,
    'logLevel = "loud" (file agent.yaml): must be one of debug, info, warn, error, silent',
    'nameservers = "10.96.0.10" (file agent.yaml): must be a list',
    'maxQps = "fast" (file agent.yaml): must be a number from 0.1 to 100000',
    'lookups = "10s" (file agent.yaml): must be a mapping of keys',
    `pairs.interval = 2 (file agent.yaml): ${DURATION}`,
    'pairs.strategies[1] = "carrier-pigeon" (file agent.yaml): must be one of pair, race, separate, staggered, sequential, reopen, tcp, endpoint, node-local, sticky',
  ],
  'bad-unknown-keys.yaml': [
    'lookups.intervall = "5s" (file agent.yaml): there is no such key',
    'listne = ":9353" (file agent.yaml): there is no such key',
  ],
};

describe('a bad file', () => {
  it('has its message written down for each fixture', () => {
    const files = readdirSync(FIXTURES).filter((name) => name.startsWith('bad-'));
    expect(files.sort()).toEqual(Object.keys(REFUSED).sort());
  });

  it.each(Object.entries(REFUSED))('%s is refused with its exact message', (name, expected) => {
    expect(mistakes({ file: fixture(name) })).toEqual(expected);
  });
});
