import { describe, expect, it } from 'vitest';
import { recorder, series } from '../support/monitoring/recorded-series.ts';

describe('verdicts', () => {
  it('go back to 0 when they no longer hold', async () => {
    const of = recorder();
    of.setVerdicts([{ cause: 'packet-loss', confidence: 0.8 }]);
    of.setVerdicts([{ cause: 'server-slow', confidence: 0.6 }]);
    const found = [...(await series(of))].filter(
      ([key, value]) => key.startsWith('fivesec_verdict') && value > 0,
    );
    expect(found).toEqual([['fivesec_verdict{cause="server-slow"}', 0.6]]);
  });

  it('have a series for the causes that were named, and for no other', async () => {
    const of = recorder();
    of.setVerdicts([]);
    expect([...(await series(of)).keys()].filter((key) => key.startsWith('fivesec_verdict'))).toEqual([]);
    of.setVerdicts([{ cause: 'packet-loss', confidence: 0.8 }]);
    of.setVerdicts([]);
    expect([...(await series(of))].filter(([key]) => key.startsWith('fivesec_verdict'))).toEqual([
      ['fivesec_verdict{cause="packet-loss"}', 0],
    ]);
  });

  it('leave no remedy behind that was not measured in this window', async () => {
    const of = recorder();
    of.setRemedyLoss(new Map([['tcp', 0]]));
    of.setRemedyLoss(new Map([['reopen', 0.01]]));
    expect([...(await series(of))].filter(([key]) => key.includes('remedy'))).toEqual([
      ['fivesec_remedy_loss_ratio{strategy="reopen"}', 0.01],
    ]);
  });
});
