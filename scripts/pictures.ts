/**
 * `npm run pictures` makes the pictures of the README from the running product: the status page of `npm start`, and the page of a
 * fleet whose agents are simulated. It needs chromium and the build, and takes about two minutes.
 */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import type { Server } from '../src/domain/server.ts';
import { Fleet } from '../src/fleet/fleet.ts';
import { fleetPage } from '../src/fleet/fleet-page.ts';
import { sleep, systemClock } from '../src/platform/clock.ts';
import { launchChromium } from '../test/support/machine/chromium.ts';
import { DIGESTS, digests, fleetOfThePicture } from './pictures/sources.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const WIDTH = 1280;
const MARGIN = 16;
/** How long the demo runs before its picture is taken, so that the picture has something to show. */
const DEMO_MS = 100_000;
const MOST_BYTES = 200_000;

await using browser = await launchChromium();
await picture(browser, 'status', '#lookups', demoPage);
await picture(browser, 'fleet', 'main', simulatedFleet);
writeFileSync(DIGESTS, `${JSON.stringify(digests(), null, 2)}\n`);

type Subject = (show: (page: { url: string } | { html: string }) => Promise<void>) => Promise<void>;

/** A page from its top to the end of the element `last`. Throws an error if the picture is too large for a repository. */
async function picture(from: Browser, name: string, last: string, subject: Subject): Promise<void> {
  const path = `${ROOT}docs/pictures/${name}.png`;
  await subject(async (shown) => {
    const viewport = { width: WIDTH, height: 2000 };
    const page = await from.newPage({ viewport, colorScheme: 'light', reducedMotion: 'reduce' });
    if ('url' in shown) await page.goto(shown.url);
    else await page.setContent(shown.html);
    const box = await page.locator(last).boundingBox();
    if (!box) throw new Error(`the page of ${name} has no ${last}`);
    const height = Math.ceil(box.y + box.height) + MARGIN;
    await page.screenshot({ path, clip: { x: 0, y: 0, width: WIDTH, height } });
    await page.close();
  });
  const { size } = statSync(path);
  console.log(`docs/pictures/${name}.png: ${Math.round(size / 1000)} kB`);
  if (size > MOST_BYTES) throw new Error(`${path} has more than ${MOST_BYTES} bytes`);
}

/** The page of the demo after `DEMO_MS`. Throws an error if it does not say then what the README says of it: that the cause is probable. */
async function demoPage(show: Parameters<Subject>[0]): Promise<void> {
  const demo = spawn(process.execPath, ['dist/main.js', 'demo', '--listen', '127.0.0.1:0'], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    let story = '';
    demo.stdout.setEncoding('utf8').on('data', (text: string) => {
      story += text;
    });
    await sleep(systemClock, DEMO_MS);
    const [, url] = /Its page: (\S+)/.exec(story) ?? [];
    if (url === undefined || !story.includes('verdict: ')) throw new Error(`no verdict:\n${story}`);
    const page = await (await fetch(url)).text();
    if (!page.includes('probable cause')) throw new Error('no probable cause: is the machine busy?');
    await show({ url });
  } finally {
    demo.kill('SIGTERM');
    await once(demo, 'exit');
  }
}

/** The page that an agent makes after it has asked the agents of six nodes, each of them a small server here. */
async function simulatedFleet(show: Parameters<Subject>[0]): Promise<void> {
  const servers = fleetOfThePicture().map((report) =>
    createServer((_request, response) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(report));
    }).listen(0, '127.0.0.1'),
  );
  try {
    await Promise.all(servers.map((server) => once(server, 'listening')));
    const agents = servers.map((server): Server => {
      const { port } = server.address() as AddressInfo;
      return { address: '127.0.0.1', port };
    });
    const { signal } = new AbortController();
    const places = { agents, agentsName: undefined, agentsPort: 9353 };
    const view = await new Fleet(places, { clock: systemClock, signal }).view();
    if (view.kind !== 'survey') throw new Error(view.reason);
    await show({ html: fleetPage(view.survey) });
  } finally {
    for (const server of servers) server.closeAllConnections();
    for (const server of servers) server.close();
  }
}
