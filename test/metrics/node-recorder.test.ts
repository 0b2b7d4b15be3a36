import { describe, expect, it } from 'vitest';
import type { NodeSnapshot } from '../../src/domain/node.ts';
import { absent, read } from '../../src/domain/reading.ts';
import { delta } from '../../src/kernel/delta.ts';
import { NOTHING_READ } from '../support/machine/node-readings.ts';
import { recorder, series } from '../support/monitoring/recorded-series.ts';

describe('the node', () => {
  it('has no counter before its first reading, and one at 0 after it', async () => {
    expect(
      [...(await series(recorder())).keys()].filter((key) => /^fivesec_(conntrack|softnet|udp)_/.test(key)),
    ).toEqual([]);
    const of = recorder();
    of.recordNodeDelta({
      startedAt: 0,
      elapsedMs: 1000,
      ...NOTHING_READ,
      conntrack: read({ era: 'searched', counts: { insertFailed: 0, drop: 0 } }),
    });
    expect([...(await series(of))].filter(([key]) => key.startsWith('fivesec_conntrack'))).toEqual([
      ['fivesec_conntrack_insert_failed_total', 0],
      ['fivesec_conntrack_drop_total', 0],
    ]);
  });

  it('shows no number of entries while none can be read', async () => {
    const of = recorder();
    const snapshot = { takenAt: 0, takenAtMs: 0, ...NOTHING_READ };
    of.recordNodeSnapshot({ ...snapshot, conntrackEntries: read(7) });
    expect((await series(of)).get('fivesec_conntrack_entries')).toBe(7);
    of.recordNodeSnapshot({ ...snapshot, conntrackEntries: absent('no-file', 'gone') });
    expect((await series(of)).has('fivesec_conntrack_entries')).toBe(false);
  });

  it('says of each reading where it comes from now, and nothing of before', async () => {
    const of = recorder();
    of.setEvidenceSources({ conntrack: absent('no-file', 'gone'), kernel: read('6.1') });
    of.setEvidenceSources({ conntrack: read({}, 'conntrack-tool') });
    expect([...(await series(of)).keys()].filter((key) => key.startsWith('fivesec_evidence'))).toEqual([
      'fivesec_evidence_source_info{reading="conntrack",source="conntrack-tool",reason=""}',
    ]);
  });

  it('is described by one series, however often it changes', async () => {
    const of = recorder();
    of.setNodeInfo({ kernel: '6.1', nameserver: '10.96.0.10', raceWindow: 'unknown' });
    of.setNodeInfo({ kernel: '6.1', nameserver: '10.96.0.10', raceWindow: 'repaired' });
    expect([...(await series(of)).keys()].filter((key) => key.includes('node_info'))).toHaveLength(1);
  });

  it('is recorded whole from a snapshot, and from what happened since', async () => {
    const gone = absent('no-file', 'gone');
    const udp = { inDatagrams: 9, noPorts: 0, inErrors: 0, rcvbufErrors: 2 };
    const common = {
      ...NOTHING_READ,
      conntrackLimit: read(100),
      conntrackEntries: read(7),
    };
    const snapshot: NodeSnapshot = {
      ...common,
      takenAt: 0,
      takenAtMs: 0,
      conntrack: read({ era: 'clashres', cpus: [{ cpu: 0, counts: { insertFailed: 70, drop: 80 } }] }),
      softnet: gone,
      ownUdp: read(udp),
      ownUdp6: read(udp),
      ownThrottle: read({ periods: 5, throttledPeriods: 3, throttledMs: 900 }),
    };
    const of = recorder();
    of.recordNodeSnapshot(snapshot);
    const counters = async () =>
      [...(await series(of))].filter(([key]) => /^fivesec_(conntrack|softnet|udp|agent_thr)/.test(key));
    expect(await counters()).toEqual([
      ['fivesec_conntrack_insert_failed_total', 0],
      ['fivesec_conntrack_drop_total', 0],
      ['fivesec_conntrack_entries', 7],
      ['fivesec_conntrack_entries_limit', 100],
      ['fivesec_udp_receive_buffer_errors_total', 0],
      ['fivesec_agent_throttled_seconds_total', 0],
    ]);
    of.recordNodeDelta({
      ...common,
      startedAt: 0,
      elapsedMs: 1000,
      conntrack: read({ era: 'clashres', counts: { insertFailed: 3, drop: 0 } }),
      softnet: gone,
      ownUdp: read(udp),
      ownUdp6: read(udp),
      ownThrottle: read({ periods: 1, throttledPeriods: 1, throttledMs: 250 }),
    });
    expect(await counters()).toEqual([
      ['fivesec_conntrack_insert_failed_total', 3],
      ['fivesec_conntrack_drop_total', 0],
      ['fivesec_conntrack_entries', 7],
      ['fivesec_conntrack_entries_limit', 100],
      ['fivesec_udp_receive_buffer_errors_total', 4],
      ['fivesec_agent_throttled_seconds_total', 0.25],
    ]);
  });

  it('counts full neighbour tables, wrong checksums and failed reassembly where the kernel does', async () => {
    const table = (tableFull: number) => read([{ cpu: 0, counts: { resolutionFailures: 0, tableFull } }]);
    const udp = { inDatagrams: 9, noPorts: 0, inErrors: 0, rcvbufErrors: 0, csumErrors: 3 };
    const fragments = {
      reassemblyFailures: 8,
      reassemblyTimeouts: 8,
      fragmentationFailures: 0,
      inDiscards: 0,
      outNoRoutes: 0,
    };
    const before: NodeSnapshot = { takenAt: 0, takenAtMs: 0, ...NOTHING_READ, arpCache: table(5) };
    const after: NodeSnapshot = { ...before, takenAtMs: 1000, arpCache: table(7), ownUdp: read(udp) };
    const of = recorder();
    const values = async () => {
      const found = await series(of);
      return ['neighbour_table_full', 'udp_checksum_errors', 'ip_reassembly_failures'].map((name) =>
        found.get(`fivesec_${name}_total`),
      );
    };
    of.recordNodeSnapshot(before);
    expect(await values()).toEqual([0, undefined, undefined]);
    of.recordNodeDelta(delta(before, after));
    of.recordNodeSnapshot(after);
    expect(await values()).toEqual([2, 0, undefined]);
    of.recordNodeDelta({
      ...delta(after, after),
      ip: read(fragments),
      ip6: read(fragments),
      ownUdp6: read(udp),
    });
    expect(await values()).toEqual([2, 3, 16]);
  });
});
