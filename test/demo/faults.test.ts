import { describe, expect, it } from 'vitest';
import { FAULT_IDS, FAULTS, type Fault, faultScripts } from '../../src/demo/faults.ts';
import type { Action, ReceivedQuery, Script } from '../../src/demo/script.ts';
import { seededRandom } from '../../src/platform/random.ts';

const scripts = (fault: Fault, rate: number = FAULTS[fault].rate) =>
  faultScripts(fault, rate, seededRandom(`${fault} ${rate}`), 3);

function received(over: Partial<ReceivedQuery> & { port: number; atMs: number }): ReceivedQuery {
  const { port, ...rest } = over;
  return {
    name: 'x.test',
    qtype: 'A',
    transport: 'udp',
    from: { address: '127.0.0.1', port },
    id: 1,
    index: 0,
    nth: 0,
    bytes: new Uint8Array(0),
    ...rest,
  };
}

/** What becomes of a query: silence, an answer after so many milliseconds, or an rcode. */
function fate(action: Action): { lost: boolean; ms: number; kind: Action['kind'] } {
  if (action.kind !== 'delay') return { lost: action.kind === 'drop', ms: 0, kind: action.kind };
  const inner = fate(action.action);
  return { ...inner, ms: inner.ms + action.ms };
}

/** The number of AAAA queries lost of `count` pairs, each from a fresh port, AAAA `gapMs` after A. */
function lostAfter(script: Script, count: number, gapMs: number, port2 = 0): number {
  let lost = 0;
  for (let pair = 0; pair < count; pair += 1) {
    const port = 1024 + pair;
    const atMs = pair * 10;
    expect(fate(script(received({ port, atMs }))).lost).toBe(false);
    const second = received({ port: port + port2, atMs: atMs + gapMs, qtype: 'AAAA' });
    if (fate(script(second)).lost) lost += 1;
  }
  return lost;
}

describe('fault none', () => {
  it('answers everything everywhere', () => {
    const { vip, endpoints, nodeLocal } = scripts('none');
    for (const script of [vip, ...endpoints, nodeLocal]) expect(lostAfter(script, 200, 0)).toBe(0);
  });
});

describe('fault race', () => {
  it('loses the second datagram of a pair, at its rate', () => {
    expect(Math.abs(lostAfter(scripts('race', 0.3).vip, 5000, 0.1) - 1500)).toBeLessThan(150);
    expect(lostAfter(scripts('race', 1).vip, 500, 0.1)).toBe(500);
    expect(lostAfter(scripts('race', 0).vip, 500, 0.1)).toBe(0);
  });

  it('leaves alone what comes later, from another port, over TCP, or not through the VIP', () => {
    const { vip, endpoints, nodeLocal } = scripts('race', 1);
    expect(lostAfter(vip, 500, 3.5)).toBe(0);
    expect(lostAfter(scripts('race', 1).vip, 500, 0.1, 30_000)).toBe(0);
    for (const script of [...endpoints, nodeLocal]) expect(lostAfter(script, 500, 0.1)).toBe(0);
    const overTcp = ['A', 'AAAA'] as const;
    for (const qtype of overTcp) {
      const query = received({ port: 60_000, atMs: 0, transport: 'tcp', qtype });
      expect(fate(vip(query)).lost).toBe(false);
    }
  });

  it('leaves alone a retry from a port that conntrack knows already', () => {
    const { vip } = scripts('race', 1);
    expect(fate(vip(received({ port: 1, atMs: 0 }))).lost).toBe(false);
    expect(fate(vip(received({ port: 1, atMs: 0.1, qtype: 'AAAA' }))).lost).toBe(true);
    expect(fate(vip(received({ port: 1, atMs: 5000 }))).lost).toBe(false);
    expect(fate(vip(received({ port: 1, atMs: 5000.1, qtype: 'AAAA' }))).lost).toBe(false);
  });
});

describe('fault loss', () => {
  it('loses UDP to the VIP and to every pod alike, TCP and the node-local cache nothing', () => {
    const { vip, endpoints, nodeLocal } = scripts('loss', 0.1);
    const lost = (script: Script, transport: 'udp' | 'tcp') =>
      Array.from({ length: 3000 }, (_, port) => script(received({ port, atMs: port, transport }))).filter(
        (action) => fate(action).lost,
      ).length;
    for (const script of [vip, ...endpoints]) {
      expect(Math.abs(lost(script, 'udp') - 300)).toBeLessThan(75);
      expect(lost(script, 'tcp')).toBe(0);
    }
    expect(lost(nodeLocal, 'udp')).toBe(0);
  });
});

describe('fault aaaa-drop', () => {
  it('loses AAAA by every way, and no A', () => {
    const { vip, endpoints, nodeLocal } = scripts('aaaa-drop');
    for (const script of [vip, ...endpoints, nodeLocal]) expect(lostAfter(script, 100, 0)).toBe(100);
  });
});

describe('fault slow', () => {
  it('smears answers over 0.2 to 2 s and loses none', () => {
    const { vip, endpoints } = scripts('slow', 1);
    for (const script of [vip, ...endpoints]) {
      const fates = Array.from({ length: 1000 }, (_, port) => fate(script(received({ port, atMs: port }))));
      expect(fates.every(({ lost, ms }) => !lost && ms >= 200 && ms < 2000)).toBe(true);
      const mean = fates.reduce((sum, { ms }) => sum + ms, 0) / fates.length;
      expect(Math.abs(mean - 1100)).toBeLessThan(60);
    }
  });
});

describe('fault servfail', () => {
  it('answers SERVFAIL quickly', () => {
    const answer = fate(scripts('servfail', 1).vip(received({ port: 1, atMs: 0 })));
    expect(answer).toMatchObject({ kind: 'rcode', lost: false });
    expect(answer.ms).toBeLessThan(10);
  });
});

describe('fault dead-endpoint', () => {
  it('loses a third of the flows to the VIP, whole flows at a time', () => {
    const { vip } = scripts('dead-endpoint');
    let lostFlows = 0;
    for (let port = 0; port < 3000; port += 1) {
      const [first, second] = [0, 1].map(
        (late) => fate(vip(received({ port, atMs: port + late / 10 }))).lost,
      );
      expect(second).toBe(first);
      if (first) lostFlows += 1;
    }
    expect(Math.abs(lostFlows - 1000)).toBeLessThan(110);
  });

  it('has one silent pod; the others and the node-local cache answer', () => {
    const { endpoints, nodeLocal } = scripts('dead-endpoint');
    const silent = [...endpoints, nodeLocal].map(
      (script) => fate(script(received({ port: 1, atMs: 0 }))).lost,
    );
    expect(silent).toEqual([false, false, true, false]);
  });
});

it('the table names every fault with a rate that is a share', () => {
  for (const id of FAULT_IDS) expect(FAULTS[id].rate >= 0 && FAULTS[id].rate <= 1).toBe(true);
});
