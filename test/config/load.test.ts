import { describe, expect, it } from 'vitest';
import { load, mistakes } from '../support/agent/config-sources.ts';

describe('loadConfig', () => {
  it('has a default for everything but what depends on the cluster', async () => {
    await expect(`${JSON.stringify(load(), undefined, 2)}\n`).toMatchFileSnapshot(
      '../golden/config-defaults.json',
    );
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

  it('treats an empty file as no file', () => {
    expect(load({ file: '' })).toEqual(load());
    expect(load({ file: '# nothing here\n' })).toEqual(load());
  });

  it('gives a frozen value', () => {
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
    const lines = mistakes({ file: 'logLevel: loud\nlookups: {interval: 1s}\n' });
    expect(lines).toEqual([
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

  it.each([
    ['flag --resolv-conf', { flags: { resolvConf: '/typo' } }],
    ['environment variable FIVESEC_RESOLV_CONF', { env: { FIVESEC_RESOLV_CONF: '/typo' } }],
    ['file agent.yaml', { file: 'resolvConf: /typo' }],
  ])('refuses a configured resolv.conf that does not exist: %s', (origin, sources) => {
    for (const command of ['agent', 'check'] as const)
      expect(mistakes({ command, ...sources })).toEqual([
        `resolvConf = "/typo" (${origin}): can't be read: ENOENT`,
      ]);
  });

  it('does without the usual resolv.conf, unless it was asked for by its path', () => {
    expect(load().resolvConf).toBe('/etc/resolv.conf');
    expect(mistakes({ flags: { resolvConf: '/etc/resolv.conf' } })).toHaveLength(1);
  });

  it('gives check a limit of its own, and checks no intervals against it', () => {
    expect(load({ command: 'check' }).maxQps).toBe(200);
    expect(load({ command: 'check', flags: { maxQps: '1' } }).maxQps).toBe(1);
    // The agent's bound, in the file that a check in the agent's own pod reads.
    expect(load({ command: 'check', file: 'maxQps: 2' }).maxQps).toBe(200);
    expect(load({ command: 'check', file: 'maxQps: 2', env: { FIVESEC_MAX_QPS: '20' } }).maxQps).toBe(20);
    expect(mistakes({ flags: { maxQps: '1' } })).toHaveLength(1);
  });
});
