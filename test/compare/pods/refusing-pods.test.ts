import { describe, expect, it } from 'vitest';
import { podsThatRefuse } from '../../../src/compare/pods/refusing-pods.ts';
import { viewOf } from '../../../src/compare/view/view.ts';
import type { ArmTally } from '../../../src/domain/evidence.ts';
import { arm, ENDPOINTS, endpointArm, evidence, queries } from '../../diagnosis/evidences.ts';

describe('pods that refuse some queries and answer others', () => {
  it('are not those that lose queries over UDP and never listen on TCP', () => {
    const address = ENDPOINTS[0] ?? '';
    const lossyUdp = endpointArm(address, arm('endpoint', 50, { a: queries(50, { timedOut: 40 }) }));
    const closed = { a: queries(50, { networkErrors: 50 }), aaaa: queries(50, { networkErrors: 50 }) };
    const tcp = endpointArm(address, arm('endpoint', 50, { transport: 'tcp', ...closed }));
    expect(podsThatRefuse(viewOf(evidence([lossyUdp, tcp])))).toEqual([]);
    const open = endpointArm(address, arm('endpoint', 50, { transport: 'tcp', a: closed.a }));
    expect(podsThatRefuse(viewOf(evidence([lossyUdp, open])))).toMatchObject([
      { address, refused: { failures: 50, trials: 90 } },
    ]);
  });

  it('are not those that refuse everything, or a query or two', () => {
    const to = (refused: number, pairs: number) =>
      endpointArm(
        ENDPOINTS[0] ?? '',
        arm('endpoint', pairs, {
          a: queries(pairs, { networkErrors: refused }),
          aaaa: queries(pairs, { networkErrors: refused }),
        }),
      );
    const at = (made: ArmTally) => podsThatRefuse(viewOf(evidence([made])));
    expect(at(to(10, 50))).toMatchObject([{ address: ENDPOINTS[0], refused: { failures: 20, trials: 20 } }]);
    expect(at(to(1, 50))).toEqual([]);
    expect(
      podsThatRefuse(
        viewOf(
          evidence([
            to(50, 50),
            endpointArm(
              ENDPOINTS[0] ?? '',
              arm('endpoint', 50, {
                transport: 'tcp',
                a: queries(50, { networkErrors: 50 }),
                aaaa: queries(50, { networkErrors: 50 }),
              }),
            ),
          ]),
        ),
      ),
    ).toEqual([]);
  });
});
