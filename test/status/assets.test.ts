import { expect, it } from 'vitest';
import { ASSETS } from '../../src/status/assets.ts';
import { surface } from '../support/agent/http-surface.ts';

it.each(ASSETS)('$path is served as it is, with its type', async ({ path, contentType, body }) => {
  await using site = await surface();
  const response = await site.get(path);
  expect(response.headers.get('content-type')).toBe(contentType);
  expect(await response.text()).toBe(body);
  expect(body).not.toMatch(/https?:\/\/(?!www\.w3\.org\/2000\/svg)/);
});
