/** Faults that follow each other or overlap, and a DNS pod that dies and is replaced. */

import type { Cause } from '../../../src/domain/cause.ts';
import type { Mechanism } from '../../../test/worlds/world.ts';
import {
  ASTRAY,
  due,
  during,
  endMs,
  from,
  full,
  LOSS,
  loss,
  NEVER,
  noVip,
  POD,
  perhaps,
  Q,
  race,
  refusing,
  s,
  silent,
  UPSTREAM,
  upstream,
  VIP,
} from '../blocks.ts';
import type { History } from '../history.ts';

/** Pod 1 dies at Q. The Service drops it after 40 s, the VIP `lateS` later, and pod 2 is there after 60 s. */
function replaced(id: string, title: string, lateS: number, how: 'silent' | 'refusing'): History {
  const offVip = Q + 40 + lateS;
  const dead = how === 'silent' ? silent(1) : refusing(1);
  return {
    id,
    title,
    endMs: endMs(offVip + 40),
    world: { pods: 3, weights: [0.5, 0.5, 0] },
    faults: during(s(Q, NEVER), dead),
    set: [from(0, [0, 1]), from(Q + 40, [0]), from(Q + 60, [0, 2])],
    weights: [from(0, [0.5, 0.5, 0]), from(offVip, [1, 0, 0]), from(Math.max(offVip, Q + 62), [0.5, 0, 0.5])],
    truths: [perhaps(s(Q, offVip), [...POD, ...ASTRAY])],
  };
}

/** Two faults: the second begins `gapS` after the end of the first. */
function then(id: string, title: string, gapS: number, first: Two, second: Two): History {
  const one = s(Q, Q + 150);
  const two = s(Q + 150 + gapS, Q + 150 + gapS + 150);
  return {
    id,
    title,
    endMs: endMs(Q + 300 + gapS),
    ...(first.era || second.era ? { world: { era: 'searched' as const } } : {}),
    faults: [...during(one, ...first.faults), ...during(two, ...second.faults)],
    truths: [due(one, first.right), due(two, second.right)],
  };
}
interface Two {
  readonly faults: readonly Mechanism[];
  readonly right: readonly Cause[];
  readonly era?: true;
}
const DEAD: Two = { faults: [silent(1)], right: POD };
const UP: Two = { faults: [upstream('silent')], right: UPSTREAM };
const LOSES: Two = { faults: [loss(0.3)], right: LOSS };
const RACES: Two = { faults: [race(0.5)], right: ['conntrack-race'], era: true };
const FULL: Two = { faults: [full(0.6)], right: ['conntrack-full'] };
const OUT: Two = { faults: [noVip('refusing'), silent(0, 1)], right: VIP.concat(POD) };

export const TWO_FAULTS: readonly History[] = [
  replaced(
    'replaced',
    'a DNS pod dies silently, leaves the Service after 40 s, and a new one comes after 60 s',
    1,
    'silent',
  ),
  replaced('replaced-late', 'the same, and kube-proxy is late by 30 s', 30, 'silent'),
  replaced(
    'replaced-refusing',
    'a DNS pod refuses, leaves the Service after 40 s, and a new one comes after 60 s',
    1,
    'refusing',
  ),
  replaced('replaced-refusing-late', 'the same, and kube-proxy is late by 30 s', 30, 'refusing'),
  {
    ...{
      id: 'net-to-loss',
      title: 'everything is lost for 30 s, then 20 % for 3 min',
      endMs: endMs(Q + 210),
    },
    faults: [...during(s(Q, Q + 30), loss(1)), ...during(s(Q + 30, Q + 210), loss(0.2))],
    truths: [perhaps(s(Q, Q + 30), [...LOSS, ...POD]), due(s(Q + 30, Q + 210), LOSS)],
  },
  {
    ...{
      id: 'silent-to-refusing',
      title: 'a DNS pod is silent for 60 s, then refuses for 60 s, then is fine',
      endMs: endMs(Q + 120),
    },
    faults: [...during(s(Q, Q + 60), silent(1)), ...during(s(Q + 60, Q + 120), refusing(1))],
    truths: [due(s(Q, Q + 120), POD)],
  },
  {
    ...{
      id: 'one-to-both',
      title: 'one of two DNS pods is silent for 90 s, then both are for 2 min',
      endMs: endMs(Q + 210),
    },
    faults: [...during(s(Q, Q + 210), silent(1)), ...during(s(Q + 90, Q + 210), silent(0))],
    truths: [due(s(Q, Q + 210), POD)],
  },
  then(
    'pod-then-upstream-20',
    'a DNS pod is silent; 20 s after its end the upstream is silent',
    20,
    DEAD,
    UP,
  ),
  then('pod-then-upstream-60', 'the same, 60 s after', 60, DEAD, UP),
  then('pod-then-upstream-300', 'the same, 5 min after', 300, DEAD, UP),
  then('loss-then-race-20', 'the path loses 30 %; 20 s after its end the race loses 50 %', 20, LOSES, RACES),
  then('race-then-pod-60', 'the race loses 50 %; 60 s after its end a DNS pod is silent', 60, RACES, DEAD),
  then(
    'upstream-then-full-20',
    'the upstream is silent; 20 s after its end the conntrack table is full',
    20,
    UP,
    FULL,
  ),
  then('out-then-upstream-20', 'no DNS pod; 20 s after its end the upstream is silent', 20, OUT, UP),
  then('out-then-loss-60', 'no DNS pod; 60 s after its end the path loses 30 %', 60, OUT, LOSES),
  then('loss-then-pod-20', 'the path loses 30 %; 20 s after its end a DNS pod is silent', 20, LOSES, DEAD),
  {
    ...{
      id: 'pod-and-upstream',
      title: 'a DNS pod is silent for 5 min; the upstream is silent from minute 2 to 4 of it',
      endMs: endMs(Q + 300),
    },
    faults: [...during(s(Q, Q + 300), silent(1)), ...during(s(Q + 120, Q + 240), upstream('silent'))],
    truths: [due(s(Q, Q + 300), POD), perhaps(s(Q + 120, Q + 240), UPSTREAM)],
  },
  {
    ...{
      id: 'loss-and-pod',
      title: 'the path loses 2 % for 10 min; a DNS pod is silent from minute 4 to 7 of it',
      endMs: endMs(Q + 600),
    },
    faults: [...during(s(Q, Q + 600), loss(0.02)), ...during(s(Q + 240, Q + 420), silent(1))],
    truths: [perhaps(s(Q, Q + 600), LOSS), due(s(Q + 240, Q + 420), POD)],
  },
  {
    ...{
      id: 'full-and-loss',
      title: 'the conntrack table is full (60 %) for 4 min; the path loses 20 % from minute 2 to 4 of it',
      endMs: endMs(Q + 240),
    },
    faults: [...during(s(Q, Q + 240), full(0.6)), ...during(s(Q + 120, Q + 240), loss(0.2))],
    truths: [due(s(Q, Q + 240), ['conntrack-full']), perhaps(s(Q + 120, Q + 240), LOSS)],
  },
];
