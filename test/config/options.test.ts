import { describe, expect, it } from 'vitest';
import { OPTIONS } from '../../src/config/options.ts';

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
});
