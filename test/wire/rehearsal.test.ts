import { expect, it } from 'vitest';
import type { Channel, OpenChannel } from '../../src/wire/channel.ts';
import { Rehearsal } from '../../src/wire/rehearsal.ts';
import { udpChannel } from '../../src/wire/udp.ts';
import { openDescriptors } from '../support/machine/open-descriptors.ts';

const TO_ITSELF = udpChannel({ family: 4, toItself: true });

/** Opens channels to themselves, and counts them and what they hear. */
function watched() {
  const seen = { opened: 0, heard: 0 };
  const open: OpenChannel = (events, clock) => {
    seen.opened += 1;
    const message: typeof events.message = (...arrived) => {
      seen.heard += 1;
      events.message(...arrived);
    };
    return TO_ITSELF({ ...events, message }, clock);
  };
  return { seen, open };
}

it('has read the datagram that it sent when it ends, each time from the same socket', async () => {
  const { seen, open } = watched();
  const rehearsal = new Rehearsal(open);
  await rehearsal.run();
  expect(seen).toEqual({ opened: 1, heard: 1 });
  await rehearsal.run();
  expect(seen).toEqual({ opened: 1, heard: 2 });
  await rehearsal.close();
});

it('does nothing where no socket can be opened, and tries again the next time', async () => {
  const { seen, open } = watched();
  let isRefused = true;
  const rehearsal = new Rehearsal((events, clock) =>
    isRefused ? Promise.reject(new Error('EMFILE')) : open(events, clock),
  );
  await rehearsal.run();
  expect(seen.opened).toBe(0);
  isRefused = false;
  await rehearsal.run();
  expect(seen).toEqual({ opened: 1, heard: 1 });
  await rehearsal.close();
});

it('ends where its datagram is lost', async () => {
  const silent: Channel = { transport: 'udp', localPort: 1, send: () => {}, close: () => {} };
  const rehearsal = new Rehearsal(async () => silent);
  await expect(rehearsal.run()).resolves.toBeUndefined();
});

it('opens no socket before it runs, closes it at the end, and opens none after that', async () => {
  const before = openDescriptors();
  const { seen, open } = watched();
  const rehearsal = new Rehearsal(open);
  expect(seen.opened).toBe(0);
  await rehearsal.run();
  await rehearsal.close();
  await expect.poll(openDescriptors).toBeLessThanOrEqual(before);
  await rehearsal.run();
  expect(seen).toEqual({ opened: 1, heard: 1 });
});
