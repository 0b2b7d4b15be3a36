import fc from 'fast-check';
import { expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { OPTIONS } from '../../src/config/options.ts';
import { Failure } from '../../src/platform/failure.ts';

/** A configuration, or a failure of one line for each mistake: nothing else may come out. */
function loadsOrListsMistakes(sources: {
  file?: string;
  flags?: Record<string, unknown>;
  env?: Record<string, string>;
}) {
  const { file = '', flags, env = {} } = sources;
  try {
    const config = loadConfig({ flags: { config: 'f', ...flags }, env, hostname: 'n', readFile: () => file });
    expect(Object.isFrozen(config)).toBe(true);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const [heading, ...lines] = error.message.split('\n');
    expect(heading).toMatch(/^(a mistake|\d+ mistakes) in the configuration:$/);
    for (const line of lines) expect(line).toMatch(/^ {2}\S.*: \S/);
  }
}

const keys = OPTIONS.flatMap(({ path }) => path);
const junk = fc.oneof(
  fc.jsonValue(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('1s', '0', -1, null, [], {}),
);

it('loads any text, or lists its mistakes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (file) => loadsOrListsMistakes({ file })),
    { numRuns: 500 },
  );
});

it('loads any values at known keys, or lists their mistakes', () => {
  const group = fc.dictionary(fc.constantFrom(...keys), junk);
  const tree = fc.dictionary(fc.constantFrom(...keys), fc.oneof(junk, group));
  fc.assert(
    fc.property(tree, (content) => loadsOrListsMistakes({ file: JSON.stringify(content) })),
    { numRuns: 500 },
  );
});

it('a message has no character that ends a line or commands a terminal', () => {
  const env = { FIVESEC_LISTEN: 'a\u2028b\u009b2Jc' };
  expect(() => loadConfig({ flags: {}, env, hostname: 'n', readFile: () => '' })).toThrow(
    String.raw`listen = "a\u2028b\u009b2Jc" (environment variable FIVESEC_LISTEN)`,
  );
});

it('loads any flags and variables, or lists their mistakes', () => {
  const flags = fc.dictionary(fc.constantFrom(...OPTIONS.map(({ attribute }) => attribute)), junk);
  const env = fc.dictionary(
    fc.constantFrom(...OPTIONS.map((option) => option.env)),
    fc.string({ unit: 'binary' }),
  );
  fc.assert(
    fc.property(flags, env, (given, variables) => loadsOrListsMistakes({ flags: given, env: variables })),
    {
      numRuns: 500,
    },
  );
});
