/**
 * Binds the sockets of the scripted server: UDP and TCP on one port, and one more UDP socket elsewhere.
 * Only this directory and `src/wire/` import `node:dgram` and `node:net`.
 */

import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type Server as TcpServer } from 'node:net';
import { familyOf, formatServer, type Server } from '../domain/server.ts';
import { errorCode, Failure } from '../platform/failure.ts';

export interface Listening {
  readonly server: Server;
  readonly udp: UdpSocket;
  readonly tcp: TcpServer;
}

/** Attempts to find a port: the kernel chooses the UDP port, and rarely the same TCP port is taken. */
const PORT_CHOICES = 20;

/**
 * UDP and TCP on one port of `address`. Port 0 takes a free one.
 * Rejects with a `listen` Failure that names the address when it can't be had.
 */
export async function listen(address: string, port: number): Promise<Listening> {
  for (let choice = 1; ; choice += 1) {
    try {
      return await listenOnce({ address, port });
    } catch (error) {
      const again = port === 0 && errorCode(error) === 'EADDRINUSE' && choice < PORT_CHOICES;
      if (again) continue;
      const where = formatServer({ address, port });
      throw new Failure('listen', `cannot serve DNS on ${where}: ${errorCode(error)}`, { cause: error });
    }
  }
}

async function listenOnce(wanted: Server): Promise<Listening> {
  const udp = await bindUdp(wanted);
  const server = { address: wanted.address, port: udp.address().port };
  const tcp = createServer();
  try {
    tcp.listen({ host: server.address, port: server.port });
    await once(tcp, 'listening');
    return { server, udp, tcp };
  } catch (error) {
    udp.close();
    throw error;
  }
}

export async function bindUdp({ address, port }: Server): Promise<UdpSocket> {
  const socket = createSocket(familyOf(address) === 6 ? 'udp6' : 'udp4');
  try {
    socket.bind({ address, port, exclusive: true });
    await once(socket, 'listening');
    return socket;
  } catch (error) {
    socket.close();
    throw error;
  }
}

/**
 * A socket whose answers come from a wrong source: the next loopback address with the same port, as a DNS pod's
 * own address would look. If there is no such address, it is the same address with another port.
 */
export async function bindElsewhere(server: Server): Promise<UdpSocket> {
  try {
    return await bindUdp({ address: neighbour(server.address), port: server.port });
  } catch {
    return await bindUdp({ address: server.address, port: 0 });
  }
}

/** 127.0.0.2 for 127.0.0.1. An IPv6 host has only one loopback address: it returns that one, whose port is taken. */
function neighbour(address: string): string {
  return address.replace(/^(127\.\d+\.\d+\.)(\d+)$/, (_, net: string, host: string) => {
    return `${net}${(Number(host) % 254) + 1}`;
  });
}
