import { describe, expect, it } from 'vitest';
import { given, unknownVariables } from '../../src/config/given.ts';

const single = { flag: '--mode', attribute: 'mode', env: 'FIVESEC_MODE', repeatable: false };
const list = { flag: '--name', attribute: 'name', env: 'FIVESEC_NAMES', repeatable: true };

describe('given', () => {
  it('prefers the flag to the variable, and says which of them it was', () => {
    const env = { FIVESEC_MODE: 'b' };
    expect(given(single, { mode: 'a' }, env)).toEqual({ raw: 'a', origin: 'flag --mode' });
    expect(given(single, {}, env)).toEqual({ raw: 'b', origin: 'environment variable FIVESEC_MODE' });
    expect(given(single, {}, {})).toBeUndefined();
  });

  it('splits the variable of a list at its commas', () => {
    expect(given(list, {}, { FIVESEC_NAMES: 'a, b,c' })?.raw).toEqual(['a', 'b', 'c']);
    expect(given(single, {}, { FIVESEC_MODE: 'a, b' })?.raw).toBe('a, b');
  });

  it('takes an empty variable for one that is not set, unless it is an empty list', () => {
    expect(given(single, {}, { FIVESEC_MODE: '' })).toBeUndefined();
    expect(given(list, {}, { FIVESEC_NAMES: '' })).toBeUndefined();
    expect(given({ ...list, emptyIsList: true }, {}, { FIVESEC_NAMES: '' })?.raw).toEqual([]);
  });
});

describe('unknownVariables', () => {
  it('names what has our prefix and is no option', () => {
    const env = { FIVESEC_MODE: 'a', FIVESEC_MODES: '', PATH: '/bin' };
    expect(unknownVariables(env, ['FIVESEC_MODE'])).toEqual([
      'FIVESEC_MODES: there is no such environment variable',
    ]);
  });

  it.each([
    'FIVESEC_SERVICE_HOST',
    'FIVESEC_WEBHOOK_SERVICE_PORT_HTTPS',
    'FIVESEC_WEBHOOK_PORT',
    'FIVESEC_PORT_9353_TCP_ADDR',
    'FIVESEC_REVISION',
  ])('lets %s pass: Kubernetes, the image or the tests set it', (name) => {
    expect(unknownVariables({ [name]: 'x' }, [])).toEqual([]);
  });
});
