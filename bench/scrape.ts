/** Do 100 scrapes a second change what is measured? Seconds with scrapes alternate with seconds without.   [minutes] */

import { countArgument } from './support/arguments.ts';
import { medianChange } from './support/median-change.ts';
import { report } from './support/rows.ts';

const PER_SECOND = 100;

const requests = { path: '/metrics', perSecond: PER_SECOND };
report([await medianChange(`${PER_SECOND} scrapes a second`, requests, countArgument(4))]);
