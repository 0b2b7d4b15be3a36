import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readText, sameNetDirectory } from '../../src/kernel/files.ts';
import { PROC } from '../support/machine/node-readings.ts';
import { requirement } from '../support/machine/requirement.ts';

describe('a file of the kernel', () => {
  it('is absent with the reason why it cannot be read', async () => {
    expect(await readText(`${PROC}/nowhere`)).toMatchObject({ kind: 'absent', reason: 'no-file' });
    expect(await readText(PROC)).toMatchObject({ kind: 'absent', reason: 'unparsable' });
  });

  it('says so when permission is missing', async (context) => {
    // Write-only even for root: sysctl files know no CAP_DAC_OVERRIDE (proc_sys_permission).
    const forbidden = '/proc/sys/vm/compact_memory';
    requirement(context, existsSync(forbidden), 'there is no Linux sysctl to be denied');
    expect(await readText(forbidden)).toMatchObject({ kind: 'absent', reason: 'no-permission' });
  });
});

describe('two net directories', () => {
  it('are the same when they show one network namespace', async () => {
    expect(await sameNetDirectory('/proc/self/net', `/proc/${process.pid}/net`)).toBe(true);
  });

  it('differ when they show two', async (context) => {
    const child = spawn('unshare', ['-n', 'sh', '-c', 'echo ready; read line'], { stdio: 'pipe' });
    const ready = await new Promise<boolean>((resolve) => {
      child.stdout.once('data', () => resolve(true));
      child.once('error', () => resolve(false));
      child.once('exit', () => resolve(false));
    });
    requirement(context, ready, 'the test needs the right to make a network namespace (root, unshare)');
    const same = await sameNetDirectory('/proc/self/net', `/proc/${child.pid}/net`);
    child.stdin.end();
    expect(same).toBe(false);
  });

  it('are not the same when one cannot be read', async () => {
    expect(await sameNetDirectory('/proc/self/net', `${PROC}/nowhere`)).toBe(false);
  });
});
