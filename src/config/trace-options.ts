/** The options of the agent's HTTP traces (`trace`): which URLs it requests, and how often. */

import * as z from 'zod';
import { duration, webTarget } from './fields.ts';
import { list, option } from './option-row.ts';

export const trace = z.strictObject({
  targets: list(
    webTarget,
    { min: 0, max: 10 },
    {
      default: [],
      written: 'URL',
      flag: '--trace-target',
      sentence:
        'URLs that the agent requests, each time over a new connection. It measures the lookup, the connection, TLS and the answer (`fivesec_http_phase_duration_seconds`). About 55 series for each URL.',
    },
  ),
  interval: option(duration(5000, 3_600_000), {
    default: '30s',
    written: 'DURATION',
    sentence: 'How often each URL of `trace.targets` is requested.',
  }),
});
