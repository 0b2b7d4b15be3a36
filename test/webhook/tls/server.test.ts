import { connect } from 'node:net';
import { beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../../src/platform/clock.ts';
import { silentLog } from '../../../src/platform/log.ts';
import { loadPair } from '../../../src/webhook/tls/key-pair.ts';
import { listenSecurely } from '../../../src/webhook/tls/server.ts';
import { requirement } from '../../support/machine/requirement.ts';
import { hasOpenssl, makePair, NEEDS_OPENSSL, SecretMount } from '../../support/webhook/certificates.ts';

beforeEach((ctx) => requirement(ctx, hasOpenssl(), NEEDS_OPENSSL));

test('what is not done within the grace is cut off, also a handshake that never comes', async () => {
  const mount = new SecretMount(makePair('server'));
  const loaded = await loadPair(mount);
  mount.remove();
  if (loaded.kind === 'bad') throw new Error(loaded.why);
  const ports = { clock: systemClock, log: silentLog, handler: () => {} };
  const server = await listenSecurely(loaded.pair, { address: '127.0.0.1', port: 0 }, ports);
  const { port } = server.at;
  const socket = connect(port, '127.0.0.1');
  const ended = new Promise((resolve) => socket.once('close', resolve));
  await new Promise((resolve) => socket.once('connect', resolve));
  const started = systemClock.now();
  await server.stop(100);
  await ended;
  expect(systemClock.now() - started).toBeLessThan(10_000);
});
