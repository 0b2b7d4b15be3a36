import { mkdtemp, rename, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLog, silentLog } from '../../src/platform/log.ts';
import { ResolvConfFile } from '../../src/resolver/resolv-conf-file.ts';

let folder = '';
let path = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fivesec-'));
  path = join(folder, 'resolv.conf');
});
afterEach(() => rm(folder, { recursive: true }));

const addresses = (file: ResolvConfFile) => file.current('glibc').nameservers.map(({ address }) => address);

/** A log, and what it said: level and message. */
function listeningLog() {
  const said: string[] = [];
  const log = createLog('info', {
    write: (line: string) => {
      const { level, msg } = JSON.parse(line);
      said.push(`${level}: ${msg}`);
    },
  });
  return { said, log };
}

describe('ResolvConfFile', () => {
  it('reads the file as each profile understands it', async () => {
    await writeFile(path, 'nameserver 192.0.2.1\noptions use-vc\n');
    const file = await ResolvConfFile.open(path, [], silentLog);
    expect(addresses(file)).toEqual(['192.0.2.1']);
    expect([file.current('glibc').useVc, file.current('musl').useVc]).toEqual([true, false]);
  });

  it("asks the given nameservers instead of the file's, and keeps the rest of it", async () => {
    await writeFile(path, 'nameserver 192.0.2.1\nsearch a.test\n');
    const given = [{ address: '192.0.2.9', port: 5353 }];
    const file = await ResolvConfFile.open(path, given, silentLog);
    expect(file.current('glibc')).toMatchObject({ nameservers: given, search: ['a.test'] });
  });

  it('treats a missing file as an empty one, and says so if it matters', async () => {
    const quiet = listeningLog();
    await ResolvConfFile.open(path, [{ address: '192.0.2.9', port: 53 }], quiet.log);
    expect(quiet.said).toEqual([]);
    const { log, said } = listeningLog();
    const file = await ResolvConfFile.open(path, [], log);
    expect(addresses(file)).toEqual(['127.0.0.1']);
    expect(said).toEqual([expect.stringMatching(/^warn: .*127\.0\.0\.1/)]);
  });

  it('refuses to start on what is there and cannot be read', async () => {
    await expect(ResolvConfFile.open(folder, [], silentLog)).rejects.toMatchObject({
      code: 'unreadable-file',
      message: expect.stringContaining('EISDIR'),
    });
  });

  it('reads it again when it has changed, be it written or replaced', async () => {
    const { log, said } = listeningLog();
    await writeFile(path, 'nameserver 192.0.2.1\n');
    const file = await ResolvConfFile.open(path, [], log);
    const before = file.current('glibc');
    await file.refresh();
    expect(said).toEqual([]);
    await writeFile(path, 'nameserver 192.0.2.22\n');
    await file.refresh();
    expect(addresses(file)).toEqual(['192.0.2.22']);
    await writeFile(`${path}.new`, 'nameserver 192.0.2.33\n');
    await rename(`${path}.new`, path);
    await file.refresh();
    expect(addresses(file)).toEqual(['192.0.2.33']);
    expect(said).toEqual(['info: resolv.conf has changed', 'info: resolv.conf has changed']);
    // What was taken before the change stays as it was.
    expect(before.nameservers[0]?.address).toBe('192.0.2.1');
  });

  it('keeps the last text when the file goes away, and follows when it comes back', async () => {
    await writeFile(path, 'nameserver 192.0.2.1\n');
    const file = await ResolvConfFile.open(path, [], silentLog);
    await unlink(path);
    await file.refresh();
    expect(addresses(file)).toEqual(['192.0.2.1']);
    await writeFile(path, 'nameserver 192.0.2.2 # back\n');
    await file.refresh();
    expect(addresses(file)).toEqual(['192.0.2.2']);
  });
});
