/** Before any test of a project: Prometheus 3 is built once, not by every worker at the same time. */

import { prometheus3 } from './prometheus3.ts';

/** Where it can't be built, the tests that need it say why. */
export default function setup(): void {
  console.log('building Prometheus 3: minutes the first time, seconds from then on');
  prometheus3('promtool');
  prometheus3('prometheus');
}
