import { createSocket } from 'node:dgram';
import { closeSync, openSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { boundInodes, isBoundTo, nextDescriptor } from '../../../src/wire/race/descriptor.ts';
import { literal } from '../../../src/wire/udp.ts';

const TABLE = `   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
 1047: 0100007F:A5D3 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 2244907 2 0000000000000000 0
 3392: 00000000:0035 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 17 2 0000000000000000 0
 3392: 00000000:0035 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 18 2 0000000000000000 0
`;

describe('nextDescriptor', () => {
  it('is the one that the next file gets', () => {
    const next = nextDescriptor();
    const descriptor = openSync('/dev/null', 'r');
    closeSync(descriptor);
    expect(descriptor).toBe(next);
  });
});

describe('isBoundTo', () => {
  it('knows the socket of a port from others, from files and from nothing', () => {
    const descriptor = nextDescriptor();
    const socket = createSocket({ type: 'udp4', lookup: literal });
    socket.bind({ port: 0, exclusive: true });
    const { port } = socket.address();
    const file = openSync('/dev/null', 'r');
    expect(isBoundTo(descriptor, port, 4)).toBe(true);
    expect(isBoundTo(descriptor, port, 6)).toBe(false);
    expect(isBoundTo(descriptor, port === 65535 ? 1 : port + 1, 4)).toBe(false);
    expect(isBoundTo(file, port, 4)).toBe(false);
    closeSync(file);
    socket.close();
    expect(isBoundTo(descriptor, port, 4)).toBe(false);
  });
});

describe('boundInodes', () => {
  it('reads the table of the kernel', () => {
    expect(boundInodes(TABLE, 53)).toEqual([17, 18]);
    expect(boundInodes(TABLE, 0xa5d3)).toEqual([2244907]);
    expect(boundInodes(TABLE, 54)).toEqual([]);
    expect(boundInodes('', 53)).toEqual([]);
  });
});
