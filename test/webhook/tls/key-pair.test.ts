import { beforeEach, expect, test } from 'vitest';
import { loadPair, type PairFiles } from '../../../src/webhook/tls/key-pair.ts';
import { requirement } from '../../support/machine/requirement.ts';
import { hasOpenssl, makePair, NEEDS_OPENSSL, SecretMount } from '../../support/webhook/certificates.ts';

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
  const why = async (files: PairFiles) => {
    const loaded = await loadPair(files);
    return loaded.kind === 'bad' ? loaded.why : 'no fault';
  };
  const [mount, other] = [new SecretMount(makePair('one')), new SecretMount(makePair('other'))];
  const { certFile, keyFile } = mount;
  const [crt, key] = [certFile, keyFile].map((path) => JSON.stringify(path));
  const nowhere = '/nowhere/tls.crt';
  expect(await why({ certFile: nowhere, keyFile })).toBe(`certFile = "${nowhere}": can't be read: ENOENT`);
  expect(await why({ certFile, keyFile: nowhere })).toBe(`keyFile = "${nowhere}": can't be read: ENOENT`);
  expect(await why({ certFile: keyFile, keyFile })).toBe(
    `certFile = ${key}: must be a certificate in PEM (ERR_OSSL_PEM_NO_START_LINE)`,
  );
  expect(await why({ certFile, keyFile: certFile })).toMatch(
    `keyFile = ${crt}: must be a private key in PEM, unencrypted (ERR_OSSL_`,
  );
  expect(await why({ certFile, keyFile: other.keyFile })).toBe(
    `keyFile = ${JSON.stringify(other.keyFile)}: must be the key of the certificate in certFile, and is that of another`,
  );
  for (const each of [mount, other]) each.remove();
});
