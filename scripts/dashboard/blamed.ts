/** The label selector of what DNS is to blame for, as in the chart's rules: fivesec's own starvation and harmless causes are left out. */

import { CAUSE_IDS, harmOf } from '../../src/domain/cause.ts';

const NOT_DNS = CAUSE_IDS.filter((cause) => harmOf(cause) === 'self' || harmOf(cause) === 'harmless');

export const BLAMED = `cause!~"${NOT_DNS.join('|')}"`;
