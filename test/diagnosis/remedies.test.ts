import { describe, expect, it } from 'vitest';
import { CAUSE_DEFINITIONS } from '../../src/causes/all-causes.ts';
import { remedies } from '../../src/diagnosis/remedies.ts';
import { arm, dead, evidence, queries } from './evidences.ts';

const raced = arm('race', 100, { aaaa: queries(100, { timedOut: 30 }) });

describe('the remedies of endpoint-down', () => {
  const changes = (rule: string) => remedies('endpoint-down', { arms: [] }, rule).map(({ change }) => change);

  it('do not suggest to delete a pod where no pod answers', () => {
    const [first, ...others] = changes('nobody-answers');
    expect(first).toMatch(/^Check whether the DNS pods run\. .*network policies/);
    expect(others.join()).not.toContain('Delete');
  });

  it('suggest to delete the pod first where one pod does not answer', () => {
    expect(changes('one-pod-fails-directly')[0]).toMatch(/^Delete the DNS pod/);
  });

  it.each([
    ['every-pod-refuses', /log of the DNS pods/],
    ['pods-refuse-at-times', /log of the DNS pods/],
    ['the-node-drops-what-leads-to-a-pod', /^Look at this node's routes/],
  ])('begin with what the rule %s shows, and delete no pod', (rule, first) => {
    expect(changes(rule)[0]).toMatch(first);
    expect(changes(rule).join()).not.toContain('Delete');
  });
});

describe('the remedies of a VIP that lacks a port', () => {
  it.each([
    ['udp-blocked', 'all-udp-by-the-vip-fails', 'UDP'],
    ['tcp-blocked', 'all-tcp-by-the-vip-fails', 'TCP'],
  ] as const)('of %s begin with the Service, and only by the rule %s', (cause, rule, protocol) => {
    const service = `Give the DNS Service its port 53 with \`protocol: ${protocol}\` again`;
    expect(remedies(cause, { arms: [] }, rule)[0]?.change).toContain(service);
    const [other] = CAUSE_DEFINITIONS[cause].rules;
    const changes = remedies(cause, { arms: [] }, other?.id).map(({ change }) => change);
    expect(changes.join()).not.toContain(service);
  });
});

describe('the remedies of the race', () => {
  it('tell which workaround was measured here, with its loss and interval', () => {
    const reopen = remedies('conntrack-race', evidence([raced])).find(
      ({ measured }) => measured?.strategy === 'reopen',
    );
    expect(reopen?.measured).toMatchObject({ lossRatio: 0, low: 0 });
    expect(reopen?.measured?.high).toBeCloseTo(0.037, 3);
    expect(reopen?.change).toContain('0 of 100');
    expect(reopen?.change).toContain(', race 30 of 100');
    expect(reopen?.change).toContain('musl ignores it and Go gains nothing');
  });

  const WAYS = ['node-local', 'reopen', 'sequential', 'tcp', 'separate', 'staggered'] as const;

  it.each(WAYS)('tell what %s leaves of the loss, with its interval, and what it costs', (strategy) => {
    const arms = [raced, arm('pair', 100), arm(strategy, 50, { durationsMs: [9, 9, 9] })];
    const found = remedies('conntrack-race', { arms }).find(
      ({ measured }) => measured?.strategy === strategy,
    );
    expect(found?.measured).toMatchObject({ lossRatio: 0, low: 0 });
    expect(found?.measured?.high).toBeCloseTo(0.071, 3);
    expect(found?.change).toContain(`pairs lost: ${strategy} 0 of 50`);
    expect(found?.change).toContain('takes 9 ms instead of 2 ms');
  });

  it.each(['reopen', 'sequential', 'tcp'] as const)('say that %s does nothing on musl', (strategy) => {
    const found = remedies('conntrack-race', evidence([raced])).find(
      ({ measured }) => measured?.strategy === strategy,
    );
    expect(found?.change).toContain('musl ignores it');
  });

  it('put last what was tried and did not help', () => {
    const list = remedies('conntrack-race', evidence([raced, dead('sequential', 100, 28)]));
    expect(list.at(-1)?.measured?.strategy).toBe('sequential');
    expect(list.at(-1)?.change).toContain('does not help here');
  });

  it('promise nothing that was not measured', () => {
    const list = remedies('conntrack-race', evidence([raced]));
    const nodeLocal = list.find(({ change }) => change.includes('NodeLocal'));
    expect(nodeLocal?.measured).toBeUndefined();
    expect(remedies('conntrack-race', { arms: [] }).every(({ measured }) => measured === undefined)).toBe(
      true,
    );
  });

  it('say what a workaround costs, as measured', () => {
    const slower = arm('reopen', 100, { durationsMs: [4, 4, 4] });
    const reopen = remedies('conntrack-race', evidence([raced, slower])).find(
      ({ measured }) => measured?.strategy === 'reopen',
    );
    expect(reopen?.change).toContain('takes 4 ms instead of 2 ms');
  });

  describe('recommend injection', () => {
    const reopenOf = (...arms: ReturnType<typeof arm>[]) =>
      remedies('conntrack-race', { arms }).find(({ change }) => change.includes('single-request-reopen'));

    it('where reopen was measured to lose clearly less than what applications do', () => {
      expect(reopenOf(raced, arm('reopen', 100))?.change).toMatch(
        /0 of 100.*`fivesec webhook` \(or `injection\.mode` of the chart\) sets it in every new pod$/,
      );
    });

    it('not where reopen was never measured: the option is not even offered', () => {
      expect(reopenOf(raced)).toBeUndefined();
      expect(reopenOf(raced, arm('reopen', 0))).toBeUndefined();
    });

    it('not where reopen loses as much: then it says so', () => {
      const change = reopenOf(raced, dead('reopen', 100, 28))?.change;
      expect(change).toContain('it does not help here');
      expect(change).not.toContain('webhook');
    });

    it('not where so few pairs were lost that chance explains it', () => {
      const change = reopenOf(
        arm('pair', 10, { aaaa: queries(10, { timedOut: 1 }) }),
        arm('reopen', 10),
      )?.change;
      expect(change).toContain('Set `options single-request-reopen`');
      expect(change).not.toContain('webhook');
    });

    it('not on a node where nothing is lost', () => {
      expect(reopenOf(arm('pair', 100), arm('reopen', 100))?.change).not.toContain('webhook');
    });
  });
});
