import { beforeEach, expect, test } from 'vitest';
import { loadPair } from '../../src/webhook/pair.ts';
import { hasOpenssl, makePair, NEEDS_OPENSSL, SecretMount } from '../support/certificates.ts';
import { requirement } from '../support/requirement.ts';

beforeEach((ctx) => requirement(ctx, hasOpenssl(), NEEDS_OPENSSL));

test('a pair is read with the end of its serving certificate, not that of its chain', async () => {
  const [leaf, issuer] = [makePair('leaf', 10), makePair('issuer', 3_000)];
  const mount = new SecretMount({ cert: leaf.cert + issuer.cert, key: leaf.key });
  const loaded = await loadPair(mount);
  mount.remove();
  expect(loaded.kind).toBe('pair');
  const days = loaded.kind === 'pair' ? (loaded.pair.expiresMs - Date.now()) / 86_400_000 : 0;
  expect(days).toBeGreaterThan(9.9);
  expect(days).toBeLessThan(10.1);
});

test('what cannot be served is bad, and says which file and why', async () => {
  const files = { certFile: '/nowhere/tls.crt', keyFile: '/nowhere/tls.key' };
  expect(await loadPair(files)).toEqual({ kind: 'bad', why: '/nowhere/tls.crt: ENOENT' });
  const mount = new SecretMount({ cert: makePair('one').cert, key: makePair('other').key });
  const loaded = await loadPair(mount);
  mount.remove();
  expect(loaded).toMatchObject({ kind: 'bad', why: expect.stringMatching(/another certificate$/) });
});
