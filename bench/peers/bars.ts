/** The bars of `npm run bench -- peers`. */

import { median, type Row } from '../support/rows.ts';
import { BLACKBOX } from './blackbox.ts';
import { FIVESEC } from './fivesec.ts';
import { spread } from './page.ts';
import type { Condition, Sample, Standing } from './sample.ts';

const MIB = 2 ** 20;

export function bars(samples: readonly Sample[], standings: readonly Standing[]): readonly Row[] {
  const of = (peer: string, condition: Condition, pick: (sample: Sample) => number) =>
    samples.filter((one) => one.peer === peer && one.condition === condition).map(pick);
  const row = (condition: Condition, what: string, most: number, pick: (sample: Sample) => number): Row => {
    const own = of(FIVESEC.name, condition, pick);
    const theirs = of(BLACKBOX.name, condition, pick);
    const limit = condition === 'idle' ? Math.min(most, median(theirs)) : most;
    return {
      bar: `${what} at most ${most} us${condition === 'idle' ? ' and at most that of blackbox_exporter' : ''}, ${condition}`,
      measured: `${spread(own, 0)} us; blackbox_exporter ${spread(theirs, 0)} us`,
      holds: median(own) <= limit,
    };
  };
  const cpu = of(FIVESEC.name, 'idle', (one) => one.cpuMsOfProbe);
  const twoProbes = of(BLACKBOX.name, 'idle', (one) => 2 * one.cpuMsOfProbe);
  const falseTimeouts = of(FIVESEC.name, 'quota', (one) => one.falseTimeouts);
  const own = standings.filter(({ peer }) => peer === FIVESEC.name);
  const anonymous = own.map(({ anonymousBytes }) => anonymousBytes / MIB);
  const first = own.map(({ firstMetricMs }) => firstMetricMs);
  return [
    row('idle', 'error p50', 80, (one) => one.p50Us),
    row('idle', 'error p99', 700, (one) => one.p99Us),
    row('hogs', 'error p99', 1500, (one) => one.p99Us),
    {
      bar: 'no false timeout under the quota',
      measured: `${falseTimeouts.reduce((sum, one) => sum + one, 0)} in ${falseTimeouts.length} runs`,
      holds: falseTimeouts.every((one) => one === 0),
    },
    {
      bar: 'CPU for a pair at most that of blackbox_exporter for two probes',
      measured: `${spread(cpu, 2)} ms; blackbox_exporter ${spread(twoProbes, 2)} ms`,
      holds: median(cpu) <= median(twoProbes),
    },
    {
      bar: 'RssAnon at most 28 MB at default settings',
      measured: `${spread(anonymous, 1)} MB`,
      holds: median(anonymous) <= 28,
    },
    {
      bar: 'the first metric at most 500 ms after the start',
      measured: `${spread(first, 0)} ms`,
      holds: median(first) <= 500,
    },
  ];
}
