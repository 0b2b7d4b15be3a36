import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { STRATEGY_IDS } from '../../src/domain/strategy.ts';
import { mistakes } from '../support/agent/config-sources.ts';

const FIXTURES = new URL('../fixtures/config/', import.meta.url);
const fixture = (name: string) => readFileSync(new URL(name, FIXTURES), 'utf8');

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
  'bad-circle.yaml': ['file agent.yaml: an alias must not stand within its own anchor'],
  'bad-deadline.yaml': [
    'pairs.deadline = "2s" (file agent.yaml): 2s is shorter than the resolver\'s own timeout of 5s: answers that applications still take would count as late',
  ],
  'bad-empty-values.yaml': [
    `listen = null (file agent.yaml): ${LISTEN}`,
    'procNet = null (file agent.yaml): must be the path of a directory',
    'lookups = null (file agent.yaml): must be a mapping of keys',
  ],
  'bad-infinite.yaml': [
    'maxQps = Infinity (file agent.yaml): must be a number from 0.1 to 100000',
    'journal.size = NaN (file agent.yaml): must be a whole number from 1 to 10000',
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
    'profiles = [] (file agent.yaml): must have 1 to 4 entries',
    'maxQps = 0 (file agent.yaml): must be a number from 0.1 to 100000',
    'lookups.interval = "1ms" (file agent.yaml): must be from 10ms to 24h',
    'lookups.maxInFlight = 1.5 (file agent.yaml): must be a whole number from 1 to 10000',
    'journal.size = -1 (file agent.yaml): must be a whole number from 1 to 10000',
  ],
  'bad-strategies.yaml': [
    'pairs.strategies = ["pair","endpoint","node-local"] (file agent.yaml): has node-local, but nodeLocal is not set',
    'pairs.strategies = ["pair","endpoint","node-local"] (file agent.yaml): has endpoint, but neither endpoints nor endpointsName is set',
  ],
  'bad-syntax.yaml': [
    'file agent.yaml: line 2: Map keys must be unique',
    'file agent.yaml: line 4: Flow map in block collection must be sufficiently indented and end with a }',
  ],
  'bad-tags.yaml': [
    'file agent.yaml: line 2: Unresolved tag: tag:yaml.org,2002:binary',
    'file agent.yaml: line 3: Unresolved tag: tag:yaml.org,2002:set',
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
    `pairs.strategies[1] = "carrier-pigeon" (file agent.yaml): must be one of ${STRATEGY_IDS.join(', ')}`,
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

  it('with a hundred thousand names is refused in time that grows with their number, not with its square', () => {
    const names = Array.from({ length: 100_000 }, (_, index) => `n${index}`);
    const [mistake, ...others] = mistakes({ file: `names: [${names.join(', ')}]` });
    expect([mistake?.endsWith('must have 0 to 20 entries'), others]).toEqual([true, []]);
  });
});
