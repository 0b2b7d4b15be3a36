import { describe, expect, it } from 'vitest';
import { conclude } from '../../src/fleet/conclusion.ts';
import { nodeReport, nodes, podsLosing, RACE } from '../support/fleet/node-reports.ts';

describe('one conclusion over all nodes', () => {
  it('is no-answer where no agent answered', () => {
    expect(conclude([])).toEqual({
      kind: 'no-answer',
      sentence: 'No agent answered, so nothing is known about any node.',
    });
  });

  it('waits for the first round of probes', () => {
    const { kind, sentence } = conclude(nodes(3, () => ({ ready: false })));
    expect([kind, sentence]).toEqual([
      'starting',
      '3 nodes answered, and all are still in their first round of probes: ask again in a minute.',
    ]);
  });

  it('is healthy where no node has a fault, and counts only nodes that have measured', () => {
    const reports = nodes(4, (index) => (index === 0 ? { ready: false } : {}));
    expect(conclude(reports)).toEqual({
      kind: 'healthy',
      sentence: 'No fault of DNS was found on the 3 nodes that answered and had measured.',
    });
  });

  it('counts no fault for a harmless verdict, one about fivesec, or one below 0.5', () => {
    const verdicts = [
      { cause: 'clash-repaired', confidence: 1 },
      { cause: 'agent-starved', confidence: 0.95 },
      { cause: 'conntrack-race', confidence: 0.3 },
    ];
    const reports = verdicts.map((verdict, index) => nodeReport(`node-${index}`, { verdict }));
    expect(conclude(reports).kind).toBe('healthy');
  });
});

describe('a DNS pod is at fault', () => {
  it('if it fails from every node, and the others do not', () => {
    const down = () => ({
      verdict: { cause: 'endpoint-down', confidence: 0.9 },
      dnsPods: podsLosing([0, 4, 0], 4),
    });
    expect(conclude(nodes(40, down))).toEqual({
      kind: 'dns-pod',
      sentence:
        'DNS pod 10.244.0.3 fails from all 40 nodes, with 160 of 160 pairs lost, while the other 2 pods lost 0 of 320: ' +
        'the fault is in that pod or on its node.',
    });
  });

  it('if it loses a part from most nodes, a few pairs each', () => {
    const reports = nodes(40, (index) => ({ dnsPods: podsLosing([index % 3 === 0 ? 0 : 1, 0, 0], 4) }));
    const { kind, sentence } = conclude(reports);
    expect(kind).toBe('dns-pod');
    expect(sentence).toContain('DNS pod 10.244.0.2 fails from 26 of 40 nodes, with 26 of 160 pairs lost');
  });

  it('if two of three fail', () => {
    const reports = nodes(10, () => ({ dnsPods: podsLosing([5, 0, 4], 5) }));
    expect(conclude(reports).sentence).toContain(
      '2 of 3 DNS pods fail (10.244.0.2, 10.244.0.4) from all 10 nodes',
    );
  });

  it('not if all pods lose the same share: that is the network', () => {
    const reports = nodes(10, () => ({
      verdict: { cause: 'packet-loss', confidence: 0.9 },
      dnsPods: podsLosing([3, 3, 3]),
    }));
    expect(conclude(reports).kind).toBe('every-node');
  });

  it('not if only a few nodes lose pairs to it', () => {
    const reports = nodes(40, (index) => ({ dnsPods: podsLosing(index < 3 ? [10, 0, 0] : [0, 0, 0]) }));
    expect(conclude(reports).kind).not.toBe('dns-pod');
  });

  it('not by a single lost pair here and there', () => {
    const reports = nodes(40, (index) => ({ dnsPods: podsLosing([index % 20 === 0 ? 1 : 0, 0, 0]) }));
    expect(conclude(reports).kind).toBe('healthy');
  });
});

describe('one node is at fault', () => {
  it('if every pod fails from it alone', () => {
    const reports = nodes(40, (index) =>
      index === 7
        ? { verdict: { cause: 'packet-loss', confidence: 0.9 }, dnsPods: podsLosing([4, 5, 4]) }
        : {},
    );
    expect(conclude(reports)).toEqual({
      kind: 'one-node',
      sentence:
        'Only node node-7 of 40 has a fault (packet-loss): it lost 13 of 30 pairs, to 3 of 3 DNS pods, the others 0 of 1170; ' +
        'the fault is on that node, or on its network.',
    });
  });

  it('before a verdict says why, if it loses many pairs', () => {
    const reports = nodes(5, (index) => (index === 0 ? { dnsPods: podsLosing([9, 9, 9]) } : {}));
    expect(conclude(reports).sentence).toMatch(/^Only node node-0 of 5 has a fault: it lost 27 of 30 pairs/);
  });

  it('or the path from it to one pod', () => {
    const reports = nodes(5, (index) =>
      index === 2
        ? { verdict: { cause: 'endpoint-down', confidence: 0.9 }, dnsPods: podsLosing([0, 9, 0]) }
        : {},
    );
    expect(conclude(reports).sentence).toContain('the fault is between that node and DNS pod 10.244.0.3.');
  });

  it('and the sentence claims no comparison where no pod was asked', () => {
    const reports = nodes(3, (index) => ({ ...(index === 0 && RACE), dnsPods: [] }));
    expect(conclude(reports).sentence).toBe(
      'Only node node-0 of 3 has a fault (conntrack-race): look for it on that node.',
    );
  });
});

describe('some nodes are at fault', () => {
  it('and share a kernel and a race window that the others lack', () => {
    const reports = nodes(40, (index) =>
      index < 12 ? { ...RACE, kernel: '4.19.0-6-amd64', raceWindow: 'open' } : {},
    );
    expect(conclude(reports)).toEqual({
      kind: 'common-trait',
      sentence:
        '12 of 40 nodes have a fault (conntrack-race on 12): 12 of these 12 have kernel 4.19.0-6-amd64 and race window "open", ' +
        'and 0 of the 28 healthy ones.',
    });
  });

  it('and may share it by chance, if they are few', () => {
    const reports = nodes(4, (index) => (index < 2 ? { ...RACE, zone: 'b' } : { zone: 'a' }));
    expect(conclude(reports).sentence).toMatch(
      /2 of these 2 have zone b, .* With so few nodes this may be chance\.$/,
    );
  });

  it('and the conclusion is unclear where they have nothing in common', () => {
    expect(conclude(nodes(10, (index) => (index < 4 ? RACE : {})))).toEqual({
      kind: 'unclear',
      sentence:
        '4 of 10 nodes have a fault (conntrack-race on 4), and neither kernel, race window, zone nor number of CPUs sets them ' +
        'apart: nothing can be said about where the fault is.',
    });
  });

  it('of several causes, of which the first three are named', () => {
    const causes = ['conntrack-race', 'packet-loss', 'server-slow', 'from-the-future'];
    const reports = nodes(8, (index) => {
      const cause = causes[index];
      return cause === undefined ? {} : { verdict: { cause, confidence: 0.8 } };
    });
    expect(conclude(reports).sentence).toContain(
      '(conntrack-race on 1, from-the-future on 1, packet-loss on 1 and 1 more)',
    );
  });

  it('or all of them, which points at what they share', () => {
    const reports = nodes(40, () => ({ verdict: { cause: 'upstream-slow', confidence: 0.9 } }));
    expect(conclude(reports).sentence).toMatch(
      /^All 40 nodes that had measured have a fault \(upstream-slow on 40\)/,
    );
    expect(conclude(reports.slice(0, 1)).sentence).toMatch(/^The only node that answered has a fault/);
  });
});
