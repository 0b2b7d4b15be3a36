import { expect, it } from 'vitest';
import {
  answersSeenElsewhere,
  podsThatAnswerFromElsewhere,
} from '../../../src/compare/pods/answers-elsewhere.ts';
import { viewOf } from '../../../src/compare/view/view.ts';
import { arm, dead, ENDPOINTS, endpointArm, evidence, queries } from '../../diagnosis/evidences.ts';

const tally = queries(100, { timedOut: 50, wrongSource: 48 });
const race = arm('race', 100, { a: tally, aaaa: tally, oneFailed: 0, bothFailed: 50 });
const deafPods = (...addresses: readonly string[]) =>
  addresses.map((address) => endpointArm(address, dead('endpoint', 50, 50)));

it('are the pods whose UDP gets no answer, while their TCP does and answers come from elsewhere', () => {
  const [first = ''] = ENDPOINTS;
  const view = viewOf(evidence([race, ...deafPods(first)]));
  expect(podsThatAnswerFromElsewhere(view).map(({ address }) => address)).toEqual([first]);
  expect(answersSeenElsewhere(view)).toEqual({ failures: 96, trials: 200 });
});

it('are none if all pods are deaf, if TCP is as well, or if nothing comes from elsewhere', () => {
  const [first = ''] = ENDPOINTS;
  const noTcp = endpointArm(first, dead('endpoint', 50, 50, { transport: 'tcp' }));
  for (const arms of [[race, ...deafPods(...ENDPOINTS)], [race, noTcp, ...deafPods(first)], deafPods(first)])
    expect(podsThatAnswerFromElsewhere(viewOf(evidence(arms)))).toEqual([]);
});
