import { describe, expect, it } from 'vitest';
import { netfilterFacts } from '../../../src/compare/vip/netfilter-path.ts';
import { absent, read } from '../../../src/domain/reading.ts';
import { arm, dead, evidence, still } from '../../diagnosis/evidences.ts';

const holding = (entries: number, windowMs = 20_000) =>
  evidence([], { windowMs, node: still(20_000, { conntrackEntries: read(entries) }) });

describe('netfilter', () => {
  it('does not see the path if the table holds far fewer entries than flows that the VIP answered', () => {
    expect(netfilterFacts(holding(3))[0]).toMatch(
      /^netfilter does not see this path: the VIP answered \d{3} flows within 20 s, and the conntrack table never held more than 3 entries/,
    );
    expect(netfilterFacts(holding(2000))).toEqual([]);
  });

  // Linux 6.1 with IPVS and net.ipv4.vs.conntrack=0: 72 flows answered via the VIP, 24 entries, all of them flows straight to a DNS pod.
  it('names IPVS without conntrack beside an eBPF data path', () => {
    expect(netfilterFacts(holding(3))[0]).toContain(
      'Something else translates the VIP (an eBPF data path, or IPVS with net.ipv4.vs.conntrack=0)',
    );
  });

  it('may see it as far as is known if few flows were sent, or over a long time', () => {
    expect(netfilterFacts({ ...holding(3), arms: [arm('pair', 50)] })).toEqual([]);
    expect(netfilterFacts(holding(3, 600_000))).toEqual([]);
  });

  it('is not judged by flows that got no answer, nor by the standing socket', () => {
    expect(netfilterFacts({ ...holding(3), arms: [dead('pair', 500, 500), arm('sticky', 500)] })).toEqual([]);
  });

  it('is not judged without its table', () => {
    const node = still(20_000, { conntrackEntries: absent('no-file', 'x') });
    expect(netfilterFacts({ ...holding(3), node })).toEqual([]);
  });
});
