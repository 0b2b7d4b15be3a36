/** `fivesec flows`, in this process, over files as the kernel writes them. */

import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../../../src/cli/program.ts';
import { entries, POD, UDP_LINES, UDP6_LINE, VIP, withFile } from '../../kernel/flows/entries.ts';
import { aProcess, runInProcess } from '../in-process.ts';

const TEXT = `${UDP_LINES['that is unreplied']}\n${UDP6_LINE}\n`;

/** Cursor home, and an empty screen (ECMA-48). */
const CLEAR = '\u001B[H\u001B[2J';

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

  it('draws the table again and again on a terminal, 40 rows of it, until Ctrl-C', async () => {
    await withFile(`${[...entries(100)].join('\n')}\n`, async (path) => {
      const [drawn, ending]: [string[], AbortController] = [[], new AbortController()];
      const flags = ['--interval', '10ms', '--proc-net', dirname(path), '--nameserver', VIP];
      const out = (text: string) => {
        drawn.push(text);
        if (drawn.length === 3) ending.abort();
      };
      const code = await run(['flows', ...flags], aProcess({ out, isTerminal: true, signal: ending.signal }));
      expect([code, drawn.length]).toEqual([0, 3]);
      for (const one of drawn) {
        expect(one.startsWith(CLEAR)).toBe(true);
        expect(one).toContain('  100 entries, DNS flows to ');
        expect(one.match(/ udp +1 +1$/gm)).toHaveLength(40);
        expect(one).toContain('\nand 60 more\n');
      }
    });
  });

  it('says how many flows have no row in a table of more clients than it keeps', async () => {
    const client = (index: number) => `10.${index >> 8}.${index & 255}.1`;
    const line = (index: number) => UDP_LINES['that is unreplied'].replaceAll('10.244.0.5', client(index));
    const text = `${Array.from({ length: 10_007 }, (_, index) => line(index)).join('\n')}\n`;
    await withFile(text, async (path) => {
      const where = ['--proc-net', dirname(path), '--nameserver', VIP];
      expect((await runInProcess(['flows', ...where])).out).toContain(
        '\n7 flows of further clients have no row\n',
      );
      expect(JSON.parse((await runInProcess(['flows', '--json', ...where])).out)).toMatchObject({
        flowsWithoutRow: 7,
      });
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
