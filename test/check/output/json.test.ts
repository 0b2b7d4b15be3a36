import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import type { Findings } from '../../../src/check/findings.ts';
import { checkJson, evidenceJson, lookupsJson } from '../../../src/check/output/json.ts';
import { networkErrors, sendErrors } from '../../../src/check/query-errors.ts';
import { absent, read } from '../../../src/domain/reading.ts';
import { arm, counted, dead, evidence, still } from '../../diagnosis/evidences.ts';
import { lookup, networkError, pair, sendError } from '../../support/wire/outcomes.ts';
import { findings, judged, NODE, NOTHING_ASKED, RACE, REPAIRED } from '../found.ts';

/** A field that the contract does not know is a mistake here, though not for those who read: they must bear new ones. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const inner = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
  const listsItsFields = 'type' in schema && 'properties' in schema && !('additionalProperties' in schema);
  return listsItsFields ? { ...inner, additionalProperties: false } : inner;
}

const schema = JSON.parse(readFileSync(new URL('../../../docs/check.schema.json', import.meta.url), 'utf8'));
const validate = new Ajv({ allErrors: true, strictTypes: false }).compile(closed(schema) as object);

/** As a program reads it, held against the contract. */
function printed(changes: Partial<Findings> = {}, explain = false) {
  const object = JSON.parse(JSON.stringify(checkJson(findings(changes), '1.2.3', explain)));
  expect(validate(object), JSON.stringify(validate.errors)).toBe(true);
  return object;
}

describe('the object of check --json', () => {
  it('says of a healthy path that there is no verdict, and how it was measured', () => {
    const {
      verdicts,
      strategies,
      lookups,
      networkErrors: errors,
      sendErrors: unsent,
      run,
      ...others
    } = printed();
    expect([verdicts, errors, unsent]).toEqual([[], [], []]);
    expect(strategies.map(({ pairs }: { pairs: number }) => pairs)).toEqual([
      ...Array(7).fill(100),
      200,
      100,
    ]);
    expect(lookups).toHaveLength(1);
    expect(run).toEqual({
      version: '1.2.3',
      startedAt: '2026-01-01T00:00:00.000Z',
      durationMs: 20_012,
      askedMs: 20_000,
      interrupted: false,
      maxQps: 200,
      unseenLoss: 0.0188,
    });
    expect(Object.keys(others)).toEqual(['node']);
  });

  it('has every verdict whole, in their order, with what was measured of its remedies', () => {
    expect(printed({ judgement: judged([RACE, REPAIRED]) }).verdicts).toEqual([RACE, REPAIRED]);
  });

  it('keeps its form where nothing was asked', () => {
    expect(printed(NOTHING_ASKED)).toMatchObject({ strategies: [], lookups: [], run: { interrupted: true } });
  });

  it('says null of times that were not measured, and rounds the others to the microsecond', () => {
    const measured = evidence([
      dead('tcp', 10, 10, { durationsMs: [] }),
      arm('sticky', 10, { durationsMs: [1.23456] }),
    ]);
    const { strategies } = printed({ judgement: judged([], measured) });
    const row = (name: string) => strategies.find(({ strategy }: { strategy: string }) => strategy === name);
    expect(row('tcp')).toMatchObject({ lost: 10, lossRatio: 1, p50Ms: null, p99Ms: null });
    expect(row('sticky')).toMatchObject({ lost: 0, p50Ms: 1.235, p99Ms: 1.235 });
  });

  it('writes servers as they are given to it, IPv6 in brackets', () => {
    const server = { address: 'fd00::a', port: 53 };
    const { node } = printed({ nameservers: [server], endpoints: [], nodeLocal: server });
    expect(node).toMatchObject({ nameservers: ['[fd00::a]:53'], endpoints: [], nodeLocal: '[fd00::a]:53' });
  });

  it('counts network errors and send errors apart, by server, transport and code', () => {
    const pairs = [pair({ a: networkError('A'), aaaa: networkError('AAAA') }), pair({ a: sendError('A') })];
    const counted = printed({ networkErrors: networkErrors(pairs), sendErrors: sendErrors(pairs) });
    const place = { server: '10.96.0.10:53', transport: 'udp', of: 4 };
    expect(counted.networkErrors).toEqual([{ ...place, code: 'ECONNREFUSED', queries: 2 }]);
    expect(counted.sendErrors).toEqual([{ ...place, code: 'ENETUNREACH', queries: 1 }]);
  });

  it('has the next commands only where no cause is named', () => {
    const verdict = { ...RACE, cause: 'something-else', remedies: [] } as const;
    const measured = evidence([dead('pair', 100, 40)]);
    const { next } = printed({ judgement: judged([verdict], measured) });
    expect(next.map(({ where }: { where: string }) => where)).toEqual(['another-node', 'node']);
    expect(printed({ judgement: judged([RACE]) })).not.toHaveProperty('next');
  });

  it('has the evidence only where it is asked to explain', () => {
    expect(printed()).not.toHaveProperty('evidence');
    expect(printed({}, true).evidence).toEqual(JSON.parse(JSON.stringify(evidenceJson(evidence()))));
  });
});

describe("the node's part of it", () => {
  it('states what conntrack counted meanwhile, without the counters that the kernel lacks', () => {
    const node = still(20_000, { conntrack: counted({ drop: 3, insertFailed: 3 }, 'searched') });
    const { conntrack } = printed({ judgement: judged([], evidence([], { node })) }).node;
    expect(conntrack).toEqual({
      found: 0,
      invalid: 0,
      insertFailed: 3,
      drop: 3,
      earlyDrop: 0,
      entries: 2000,
      limit: 262_144,
    });
  });

  it('is null where it cannot be read, with the reason: absent is not zero', () => {
    const [reason, detail] = ['no-file', '/host/proc/1/net/stat/nf_conntrack: ENOENT'] as const;
    const gone = absent(reason, detail);
    const unknown = { conntrack: gone, conntrackEntries: gone };
    const { node } = printed({
      judgement: judged([], evidence([], { node: still(20_000, unknown) })),
      node: { ...NODE, ...unknown, kernel: gone },
    });
    expect(node).toMatchObject({ kernel: null, conntrack: null });
    expect(node.absent).toEqual(
      ['conntrack', 'conntrackEntries', 'kernel'].map((reading) => ({ reading, reason, detail })),
    );
  });

  it('says null of the size of a table that is not known, beside counters that are', () => {
    const node = still(20_000, { conntrackLimit: absent('no-permission', 'x'), conntrackEntries: read(0) });
    const { conntrack } = printed({ judgement: judged([], evidence([], { node })) }).node;
    expect(conntrack).toMatchObject({ drop: 0, entries: 0, limit: null });
  });
});

describe('lookups', () => {
  it('are grouped by profile and name', () => {
    const made = [
      lookup({ profile: 'musl', name: 'b.test' }),
      lookup({ profile: 'glibc', name: 'b.test' }),
      lookup({ profile: 'glibc', name: 'a.test' }),
      lookup({ profile: 'musl', name: 'b.test' }),
    ];
    expect(lookupsJson(made).map(({ profile, name, lookups }) => [profile, name, lookups])).toEqual([
      ['glibc', 'a.test', 1],
      ['glibc', 'b.test', 1],
      ['musl', 'b.test', 2],
    ]);
  });

  it('that stall are not those that fail: a name that does not exist is an answer', () => {
    const made = [
      lookup({ durationMs: 5002.12345, retries: 1 }),
      lookup({ durationMs: 10_000, retries: 1, result: 'timeout' }),
      lookup({ durationMs: 1, result: 'not-found' }),
      lookup({ durationMs: 2, result: 'server-failure' }),
    ];
    expect(lookupsJson(made)[0]).toMatchObject({
      lookups: 4,
      slow: 2,
      failed: 2,
      retries: 2,
      results: { ok: 1, timeout: 1, 'not-found': 1, 'server-failure': 1 },
      p50Ms: 5002.123,
      maxMs: 10_000,
    });
  });

  it('that were not made are no group', () => expect(lookupsJson([])).toEqual([]));
});

it('the JSON rounds the many times of the evidence, and leaves the rest as it is', () => {
  const { arms, ...rest } = evidence();
  const long = { ...rest, arms: [arm('pair', 1, { rttsMs: [0.123456], durationsMs: [0.98765] })] };
  expect(evidenceJson(long)).toEqual({
    ...rest,
    arms: [{ ...long.arms[0], rttsMs: [0.123], durationsMs: [0.988] }],
  });
  const connected = { ...rest, arms: [arm('tcp', 1, { connectsMs: [0.45678] })] };
  expect(evidenceJson(connected)).toMatchObject({ arms: [{ connectsMs: [0.457] }] });
  expect(arms.length).toBeGreaterThan(0);
});
