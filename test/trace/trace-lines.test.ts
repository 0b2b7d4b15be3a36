import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import type { TimedRequest } from '../../src/trace/timed-request.ts';
import { hasSlowLookup, jsonLine, traceLine } from '../../src/trace/trace-lines.ts';
import { QUICK, SLOW } from './requests.ts';

const AT = Date.UTC(2026, 0, 2, 3, 4, 5, 678);

describe('traceLine', () => {
  it('names the times as curl does', () => {
    expect(traceLine(AT, QUICK)).toBe(
      '03:04:05.678  lookup=0.001235  connect=0.002000  appconnect=0.000000  pretransfer=0.002000  starttransfer=0.003000  total=0.004000  status=200',
    );
  });

  it('marks a slow request', () => {
    expect(traceLine(AT, SLOW)).toMatch(/ lookup=5\.005000 .* total=5\.010000 .*SLOW$/);
    expect(traceLine(AT, { ...QUICK, totalMs: 999.9 })).not.toContain('SLOW');
    expect(traceLine(AT, { ...QUICK, totalMs: 1000 })).toContain('SLOW');
  });

  it('says where a request failed, and why', () => {
    const failed = {
      kind: 'failed',
      stage: 'lookup',
      reason: 'getaddrinfo EAI_AGAIN x',
      lookupMs: 10_010,
      totalMs: 10_011,
    } as const;
    expect(traceLine(AT, failed)).toBe(
      '03:04:05.678  lookup=10.010000  total=10.011000  FAILED in the lookup: getaddrinfo EAI_AGAIN x',
    );
  });

  it('paints what is wrong, and only that', () => {
    const paint = (style: string, text: string) => `<${style}>${text}</>`;
    expect(traceLine(AT, QUICK, paint)).not.toContain('<');
    expect(traceLine(AT, SLOW, paint)).toMatch(/status=200 {2}<red>SLOW<\/>$/);
  });
});

describe('jsonLine', () => {
  const schema = JSON.parse(readFileSync(new URL('../../docs/trace.schema.json', import.meta.url), 'utf8'));
  const validate = new Ajv({ allErrors: true, strict: false, formats: { 'date-time': true } }).compile({
    ...schema,
    additionalProperties: false,
  });
  const objectOf = (request: TimedRequest) => {
    const line = jsonLine(AT, 'http://web.test/', request);
    expect(line).not.toContain('\n');
    const object = JSON.parse(line);
    expect(validate(object), JSON.stringify(validate.errors)).toBe(true);
    return object;
  };

  it('has every time of a request, to the microsecond', () => {
    expect(objectOf(SLOW)).toEqual({
      startedAt: '2026-01-02T03:04:05.678Z',
      url: 'http://web.test/',
      ...SLOW,
      slow: true,
      slowLookup: true,
    });
    expect(objectOf(QUICK)).toMatchObject({ lookupMs: 1.235, slow: false, slowLookup: false });
  });

  it('says where a request failed, and that one was interrupted', () => {
    const failed = {
      kind: 'failed',
      stage: 'connect',
      reason: 'line\n"two"',
      lookupMs: 1,
      totalMs: 1200,
    } as const;
    expect(objectOf(failed)).toMatchObject({ ...failed, slow: true, slowLookup: false });
    expect(objectOf({ kind: 'interrupted', totalMs: 3000 })).toMatchObject({ slow: false });
  });
});

describe('hasSlowLookup', () => {
  it('is about the lookup, not about the rest of the request', () => {
    expect(hasSlowLookup(SLOW)).toBe(true);
    expect(hasSlowLookup({ ...QUICK, totalMs: 9000 })).toBe(false);
    expect(hasSlowLookup({ kind: 'interrupted', totalMs: 9000 })).toBe(false);
  });
});
