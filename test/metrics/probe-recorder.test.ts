import { describe, expect, it } from 'vitest';
import { ENDPOINTS, moved, recorder, series } from '../support/monitoring/recorded-series.ts';
import {
  aborted,
  answered,
  late,
  lookup,
  NO_STRAYS,
  pair,
  sendError,
  timedOut,
} from '../support/wire/outcomes.ts';

describe('a lookup', () => {
  it('that was quick raises its own series only', async () => {
    expect(await moved((of) => of.recordLookup(lookup(), 'kubernetes'))).toEqual({
      'fivesec_lookups_total{profile="glibc",name="kubernetes",outcome="ok"}': 1,
      'fivesec_lookup_queries_total{profile="glibc",qtype="A"}': 1,
      'fivesec_lookup_queries_total{profile="glibc",qtype="AAAA"}': 1,
      'fivesec_lookup_duration_seconds_sum{profile="glibc",name="kubernetes"}': 0.001,
      'fivesec_lookup_duration_seconds_count{profile="glibc",name="kubernetes"}': 1,
    });
  });

  it('of five seconds lies in a bucket of its own', async () => {
    const of = recorder();
    of.recordLookup(lookup({ durationMs: 5003 }), 'kubernetes');
    const found = await series(of);
    const at = (le: string) =>
      found.get(`fivesec_lookup_duration_seconds_bucket{le="${le}",profile="glibc",name="kubernetes"}`);
    expect([at('4.9'), at('5.1')]).toEqual([0, 1]);
  });

  it('that was starved keeps its timeouts and loses its duration', async () => {
    const starved = lookup({ durationMs: 5000, starvedMs: 2000 }, [timedOut('A'), answered('AAAA')]);
    expect(await moved((of) => of.recordLookup(starved, 'kubernetes'))).toEqual({
      'fivesec_lookups_total{profile="glibc",name="kubernetes",outcome="ok"}': 1,
      'fivesec_lookup_queries_total{profile="glibc",qtype="A"}': 1,
      'fivesec_lookup_queries_total{profile="glibc",qtype="AAAA"}': 1,
      'fivesec_lookup_query_timeouts_total{profile="glibc",qtype="A"}': 1,
      'fivesec_starved_probes_total{probe="lookup"}': 1,
    });
  });

  it('that was aborted counts only the timeouts that it had seen', async () => {
    const stopped = lookup({ result: 'aborted', durationMs: 6000 }, [timedOut('A'), aborted('AAAA')]);
    expect(await moved((of) => of.recordLookup(stopped, 'kubernetes'))).toEqual({
      'fivesec_lookup_queries_total{profile="glibc",qtype="A"}': 1,
      'fivesec_lookup_queries_total{profile="glibc",qtype="AAAA"}': 1,
      'fivesec_lookup_query_timeouts_total{profile="glibc",qtype="A"}': 1,
    });
  });

  it('counts only queries that left, and every datagram that it ignored', async () => {
    const strays = { ...NO_STRAYS, garbage: 2, duplicate: 1 };
    const failed = lookup({ result: 'unreachable', strays }, [sendError('A')]);
    expect(await moved((of) => of.recordLookup(failed, 'kubernetes'))).toMatchObject({
      'fivesec_lookups_total{profile="glibc",name="kubernetes",outcome="unreachable"}': 1,
      'fivesec_strays_total{kind="garbage"}': 2,
      'fivesec_strays_total{kind="duplicate"}': 1,
    });
    const found = await moved((of) => of.recordLookup(failed, 'kubernetes'));
    expect(Object.keys(found).filter((key) => key.startsWith('fivesec_lookup_queries'))).toEqual([]);
  });
});

describe('a pair', () => {
  it('with one answer missing counts its half and its timeout', async () => {
    expect(await moved((of) => of.recordPair(pair({ aaaa: timedOut('AAAA'), durationMs: 8000 })))).toEqual({
      'fivesec_pairs_total{strategy="pair",result="only-a"}': 1,
      'fivesec_query_timeouts_total{strategy="pair",qtype="AAAA"}': 1,
      'fivesec_query_duration_seconds_sum{strategy="pair"}': 0.001,
      'fivesec_query_duration_seconds_count{strategy="pair"}': 1,
    });
  });

  it('with a late answer has both answers, and no timeout', async () => {
    expect(await moved((of) => of.recordPair(pair({ aaaa: late('AAAA', 6000), durationMs: 6000 })))).toEqual({
      'fivesec_pairs_total{strategy="pair",result="both"}': 1,
      'fivesec_late_answers_total{strategy="pair",qtype="AAAA"}': 1,
      'fivesec_query_duration_seconds_sum{strategy="pair"}': 6.001,
      'fivesec_query_duration_seconds_count{strategy="pair"}': 2,
    });
  });

  it('that was starved counts its timeouts, and neither durations nor late answers', async () => {
    const starved = pair({ a: timedOut('A'), aaaa: late('AAAA'), durationMs: 8000, starvedMs: 4000 });
    expect(await moved((of) => of.recordPair(starved))).toEqual({
      'fivesec_pairs_total{strategy="pair",result="only-aaaa"}': 1,
      'fivesec_query_timeouts_total{strategy="pair",qtype="A"}': 1,
      'fivesec_starved_probes_total{probe="pair"}': 1,
    });
  });

  it('that was aborted counts only the timeout that it had seen', async () => {
    expect(await moved((of) => of.recordPair(pair({ a: timedOut('A'), aaaa: aborted('AAAA') })))).toEqual({
      'fivesec_query_timeouts_total{strategy="pair",qtype="A"}': 1,
    });
  });

  it('of an occasional strategy counts by its result alone', async () => {
    expect(await moved((of) => of.recordPair(pair({ strategy: 'edns', a: timedOut('A') })))).toEqual({
      'fivesec_pairs_total{strategy="edns",result="only-aaaa"}': 1,
    });
  });

  it('that could not be sent counts by errno, an unexpected one as `other`', async () => {
    const notSent = (code: string) => ({ ...sendError('A'), code }) as ReturnType<typeof sendError>;
    const changed = await moved((of) => {
      of.recordPair(pair({ a: notSent('EPERM'), aaaa: notSent('EWHATEVER') }));
      of.recordLookup(lookup({}, [notSent('EPERM')]), 'kubernetes');
    });
    expect(changed).toMatchObject({
      'fivesec_pairs_total{strategy="pair",result="error"}': 1,
      'fivesec_send_errors_total{code="EPERM"}': 2,
      'fivesec_send_errors_total{code="other"}': 1,
    });
  });

  it('straight to a DNS pod counts for that pod too', async () => {
    const [server] = ENDPOINTS;
    const of = recorder();
    of.setEndpoints(ENDPOINTS);
    of.recordPair(pair({ strategy: 'endpoint', ...(server && { server }) }));
    expect(
      (await series(of)).get(
        'fivesec_endpoint_pairs_total{endpoint="10.244.0.2:53",transport="udp",result="both"}',
      ),
    ).toBe(1);
  });
});

describe('endpoints', () => {
  it('start at 0, and leave no series behind when they go', async () => {
    const of = recorder();
    const endpoints = async () => [...(await series(of)).keys()].filter((key) => key.includes('endpoint='));
    of.setEndpoints(ENDPOINTS.slice(0, 2));
    expect(await endpoints()).toHaveLength(2 * 2 * 5);
    of.setEndpoints(ENDPOINTS.slice(1));
    expect((await endpoints()).filter((key) => key.includes('10.244.0.2'))).toEqual([]);
    expect((await endpoints()).filter((key) => key.includes('[fd00::2]:53'))).toHaveLength(10);
    // An answer that was on its way when the pod went must not bring its series back.
    of.recordPair(pair({ strategy: 'endpoint', server: { address: '10.244.0.2', port: 53 } }));
    expect((await endpoints()).filter((key) => key.includes('10.244.0.2'))).toEqual([]);
    of.setEndpoints([]);
    expect(await endpoints()).toEqual([]);
  });

  it('keep their counts when the set around them changes', async () => {
    const of = recorder();
    of.setEndpoints(ENDPOINTS);
    of.recordPair(pair({ strategy: 'endpoint', server: { address: 'fd00::2', port: 53 } }));
    of.setEndpoints(ENDPOINTS.slice(2));
    expect(
      (await series(of)).get(
        'fivesec_endpoint_pairs_total{endpoint="[fd00::2]:53",transport="udp",result="both"}',
      ),
    ).toBe(1);
  });
});
