import { rmSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { systemClock } from '../../../src/platform/clock.ts';
import { silentLog } from '../../../src/platform/log.ts';
import { CertificateWatch } from '../../../src/webhook/tls/certificates.ts';
import { type CertificatePair, loadPair } from '../../../src/webhook/tls/key-pair.ts';
import { requirement } from '../../support/machine/requirement.ts';
import { hasOpenssl, makePair, NEEDS_OPENSSL, SecretMount } from '../../support/webhook/certificates.ts';

const DAY_MS = 86_400_000;
let mount: SecretMount;
let certificates: CertificateWatch;
let wallShiftMs: number;
const swaps: CertificatePair[] = [];
const refusals: unknown[] = [];

beforeEach(async (ctx) => {
  requirement(ctx, hasOpenssl(), NEEDS_OPENSSL);
  mount = new SecretMount(makePair('first', 30));
  wallShiftMs = 0;
  swaps.length = 0;
  refusals.length = 0;
  const loaded = await loadPair(mount);
  if (loaded.kind === 'bad') throw new Error(loaded.why);
  const error = vi.fn((fields: unknown) => void refusals.push(fields));
  certificates = new CertificateWatch(mount, loaded.pair, {
    clock: { ...systemClock, wall: () => Date.now() + wallShiftMs },
    log: { ...silentLog, error },
    onSwap: (pair) => swaps.push(pair),
  });
  certificates.start();
});

afterEach(() => {
  certificates?.stop();
  mount?.remove();
});

test('a Secret that Kubernetes swaps by its ..data link is handed out once', async () => {
  const second = makePair('second');
  mount.update(second);
  await vi.waitFor(() => expect(swaps).toMatchObject([second]), 15_000);
  expect(certificates.current).toMatchObject(second);
  expect(refusals).toEqual([]);
});

test('the same pair written again is no swap', async () => {
  const { cert, key } = certificates.current;
  mount.update({ cert, key });
  mount.update(makePair('then'));
  await vi.waitFor(() => expect(swaps).toHaveLength(1), 15_000);
});

test.each([
  ['is garbage', () => ({ cert: 'garbage', key: 'garbage' })],
  ['has the key of another', () => ({ cert: makePair('a').cert, key: makePair('b').key })],
  ['is cut off', () => ({ cert: makePair('a').cert.slice(0, 200), key: makePair('a').key })],
  ['is empty', () => ({ cert: '', key: '' })],
])(
  'a new pair that %s is refused and reported once, and the old one stays until a good one comes',
  async (_, bad) => {
    const first = certificates.current;
    mount.update(bad());
    await vi.waitFor(() => expect(refusals).toHaveLength(1), 15_000);
    expect(certificates.current).toBe(first);
    const good = makePair('good');
    mount.update(good);
    await vi.waitFor(() => expect(swaps).toMatchObject([good]), 15_000);
  },
);

test('files that vanish change nothing', async () => {
  rmSync(mount.certFile);
  await vi.waitFor(
    () => expect(refusals).toMatchObject([{ why: expect.stringContaining('ENOENT') }]),
    15_000,
  );
  expect(swaps).toEqual([]);
});

test('plain files that are written one after the other are swapped when both are there', async () => {
  const next = makePair('next');
  rmSync(mount.certFile);
  writeFileSync(mount.certFile, next.cert);
  await vi.waitFor(() => expect(refusals).toHaveLength(1), 15_000);
  rmSync(mount.keyFile);
  writeFileSync(mount.keyFile, next.key);
  await vi.waitFor(() => expect(swaps).toMatchObject([next]), 15_000);
});

test('an expired pair never replaces a valid one, and replaces one that has expired too', async () => {
  wallShiftMs = 10 * DAY_MS;
  const brief = makePair('brief', 5);
  mount.update(brief);
  await vi.waitFor(() => expect(refusals).toEqual([{ why: 'the new certificate has expired' }]), 15_000);
  wallShiftMs = 40 * DAY_MS;
  mount.update(makePair('other', 6));
  await vi.waitFor(() => expect(swaps).toHaveLength(1), 15_000);
});
