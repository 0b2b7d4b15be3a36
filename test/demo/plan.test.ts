import { describe, expect, it } from 'vitest';
import { plan } from '../../src/demo/plan.ts';
import { decodeQuery } from '../../src/demo/query.ts';
import type { Action } from '../../src/demo/script.ts';
import { addresses, decoded, query } from './ask.ts';

function planFor(action: Action, transport: 'udp' | 'tcp' = 'udp') {
  const bytes = query('x.test');
  const asked = decodeQuery(bytes);
  if (!asked) throw new Error('the query cannot be read');
  return plan(asked, bytes, transport, action).map((step) => ({
    ...step,
    message: step.kind === 'send' ? step.bytes : new Uint8Array(0),
  }));
}

describe('plan', () => {
  it('is empty for silence', () => {
    expect(planFor({ kind: 'drop' })).toEqual([]);
    expect(planFor({ kind: 'drop' }, 'tcp')).toEqual([]);
  });

  it('adds up nested delays', () => {
    const steps = planFor({
      kind: 'delay',
      ms: 5,
      action: { kind: 'delay', ms: 7, action: { kind: 'answer' } },
    });
    expect(steps.map((step) => step.afterMs)).toEqual([12]);
  });

  it('sends as many copies as asked, two if not said', () => {
    expect(planFor({ kind: 'duplicate', action: { kind: 'answer' } })).toHaveLength(2);
    expect(planFor({ kind: 'duplicate', copies: 5, action: { kind: 'nodata' } })).toHaveLength(5);
  });

  it('truncates over UDP and answers in full over TCP', () => {
    const [udp] = planFor({ kind: 'truncate' });
    const [tcp] = planFor({ kind: 'truncate' }, 'tcp');
    expect(decoded(udp && { bytes: udp.message }).flag_tc).toBe(true);
    expect(addresses(udp && { bytes: udp.message })).toEqual([]);
    expect(decoded(tcp && { bytes: tcp.message }).flag_tc).toBe(false);
    expect(addresses(tcp && { bytes: tcp.message })).toEqual(['192.0.2.1']);
  });

  it('truncates an answer that does not fit into a datagram, as a server must', () => {
    const many = Array.from({ length: 40 }, (_, host) => `10.0.0.${host}`);
    const [udp] = planFor({ kind: 'answer', addresses: many });
    const [tcp] = planFor({ kind: 'answer', addresses: many }, 'tcp');
    expect(decoded(udp && { bytes: udp.message }).flag_tc).toBe(true);
    expect(addresses(tcp && { bytes: tcp.message })).toEqual(many);
  });

  it('answers by way of another name', () => {
    const [after] = planFor({ kind: 'alias', cname: 'after' });
    expect(addresses(after && { bytes: after.message })).toEqual(['192.0.2.1', 'target.test']);
  });

  it('closes and resets connections, and answers no datagram with either', () => {
    expect(planFor({ kind: 'close' })).toEqual([]);
    expect(planFor({ kind: 'reset' })).toEqual([]);
    expect(planFor({ kind: 'close' }, 'tcp').map((step) => step.kind)).toEqual(['close']);
    expect(planFor({ kind: 'reset' }, 'tcp').map((step) => step.kind)).toEqual(['reset']);
  });

  it.each(['wrong-id', 'wrong-question', 'wrong-source', 'garbage'] as const)(
    'lets the real answer follow a %s when told so',
    (kind) => {
      expect(planFor({ kind })).toHaveLength(1);
      const steps = planFor({ kind, thenReal: { kind: 'answer', addresses: ['10.1.2.3'] } });
      expect(steps).toHaveLength(2);
      const last = steps[1];
      expect(addresses(last && { bytes: last.message })).toEqual(['10.1.2.3']);
    },
  );

  it('has no other source to send from over TCP', () => {
    expect(planFor({ kind: 'wrong-source' }, 'tcp')).toEqual([]);
  });
});
