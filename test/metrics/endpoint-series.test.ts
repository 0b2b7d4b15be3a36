/** The series of DNS pods: bounded, and of their own where a pod fails. */

import { describe, expect, it } from 'vitest';
import type { Server } from '../../src/domain/server.ts';
import { MOST_AFTER_A_FAILURE, MOST_FROM_THE_START } from '../../src/metrics/endpoint-series.ts';
import { recorder, series } from '../support/monitoring/recorded-series.ts';
import { pair, timedOut } from '../support/wire/outcomes.ts';

const podsOf = (count: number): readonly Server[] =>
  Array.from({ length: count }, (_, index) => ({ address: `10.244.${index}.2`, port: 53 }));
const PODS = podsOf(50);
const SERIES_OF_A_POD = 10;

function watched(pods: readonly Server[] = PODS) {
  const of = recorder();
  of.setEndpoints(pods);
  const ask = (server: Server | undefined, answer: 'both' | 'none') => {
    const lost = answer === 'none' ? { a: timedOut('A'), aaaa: timedOut('AAAA') } : {};
    of.recordPair(pair({ strategy: 'endpoint', ...(server && { server }), ...lost }));
  };
  const counted = async (endpoint: string, result: string) =>
    (await series(of)).get(
      `fivesec_endpoint_pairs_total{endpoint="${endpoint}",transport="udp",result="${result}"}`,
    );
  const endpoints = async () =>
    new Set([...(await series(of)).keys()].flatMap((key) => /endpoint="([^"]+)"/.exec(key)?.[1] ?? []));
  return { of, ask, counted, endpoints };
}

describe('the series of DNS pods', () => {
  it('are bounded: the further pods share one label value', async () => {
    const { of, ask, counted, endpoints } = watched();
    for (const server of PODS) ask(server, 'both');
    expect((await endpoints()).size).toBe(MOST_FROM_THE_START + 1);
    expect(await counted('other', 'both')).toBe(PODS.length - MOST_FROM_THE_START);
    const all = [...(await series(of)).keys()].filter((key) => key.includes('endpoint='));
    expect(all).toHaveLength((MOST_FROM_THE_START + 1) * SERIES_OF_A_POD);
  });

  it('are its own where a further pod fails, up to a bound', async () => {
    const { ask, counted, endpoints } = watched();
    ask(PODS[40], 'both');
    ask(PODS[40], 'none');
    ask(PODS[40], 'both');
    expect(await counted('10.244.40.2:53', 'none')).toBe(1);
    expect(await counted('10.244.40.2:53', 'both')).toBe(1);
    expect(await counted('other', 'both')).toBe(1);
    for (const server of PODS) ask(server, 'none');
    expect((await endpoints()).size).toBe(MOST_FROM_THE_START + MOST_AFTER_A_FAILURE + 1);
    expect(await counted('other', 'none')).toBe(PODS.length - MOST_FROM_THE_START - MOST_AFTER_A_FAILURE);
  });

  it('are given to another pod when one has gone, and are not shared by few pods', async () => {
    const { of, endpoints } = watched();
    of.setEndpoints(PODS.slice(1));
    const now = await endpoints();
    expect(now.has('10.244.0.2:53')).toBe(false);
    expect(now.has(`10.244.${MOST_FROM_THE_START}.2:53`)).toBe(true);
    of.setEndpoints(PODS.slice(0, MOST_FROM_THE_START));
    expect([...(await endpoints())]).not.toContain('other');
  });
});
