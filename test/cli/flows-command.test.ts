/** `fivesec flows`, in this process, over files as the kernel writes them. */

import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { POD, UDP_LINES, UDP6_LINE, VIP, withFile } from '../kernel/flows/entries.ts';
import { runInProcess } from './in-process.ts';

const TEXT = `${UDP_LINES['that is unreplied']}\n${UDP6_LINE}\n`;

describe('fivesec flows', () => {
  it('prints one plain table where the output is no terminal', async () => {
    await withFile(TEXT, async (path) => {
      const flags = ['--proc-net', dirname(path), '--nameserver', VIP];
      const { code, out, err } = await runInProcess(['flows', ...flags]);
      expect([code, err]).toEqual([0, '']);
      expect(out).toContain(`2 entries, DNS flows to ${VIP}`);
      expect(out).toMatch(new RegExp(`10\\.244\\.0\\.5 +${POD.replaceAll('.', '\\.')} +udp +1 +1\n`));
      expect(out).not.toContain('\u001B');
    });
  });

  it('prints one JSON object for each reading', async () => {
    await withFile(TEXT, async (path) => {
      const where = ['--proc-net', dirname(path), '--nameserver', VIP];
      const { out } = await runInProcess(['flows', '--json', '--count', '2', '--interval', '10ms', ...where]);
      const lines = out.trim().split('\n');
      expect(lines).toHaveLength(2);
      expect(JSON.parse(lines[0] ?? '')).toMatchObject({
        to: [VIP],
        entries: 2,
        complete: true,
        rows: [{ client: '10.244.0.5', backend: POD, protocol: 'udp', flows: 1, unreplied: 1 }],
      });
    });
  });

  it('says in one line what it lacks, with exit code 2', async () => {
    expect(await runInProcess(['flows', '--nameserver', VIP])).toMatchObject({
      code: 2,
      err: expect.stringContaining('--proc-net /proc/1/net on the node itself'),
    });
    expect(await runInProcess(['flows', '--nameserver', VIP, '--proc-net', '/nowhere'])).toMatchObject({
      code: 2,
      err: 'fivesec: /nowhere/nf_conntrack: ENOENT\n',
    });
  });
});
