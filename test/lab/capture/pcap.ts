/** Reads a pcap file as tcpdump writes it: classic format, Ethernet frames, microseconds (pcap-savefile(5)). */

export interface Frame {
  /** Milliseconds since the epoch, with fractions. */
  readonly atMs: number;
  readonly bytes: Buffer;
}

export interface Segment {
  readonly atMs: number;
  readonly transport: 'udp' | 'tcp';
  readonly from: string;
  readonly fromPort: number;
  readonly to: string;
  readonly toPort: number;
  readonly payload: Buffer;
}

const FILE_HEADER_BYTES = 24;
const FRAME_HEADER_BYTES = 16;
const LITTLE_ENDIAN_MICROSECONDS = 0xa1b2c3d4;
const ETHERNET_BYTES = 14;
const IPV4 = 0x0800;
const IPV6 = 0x86dd;
const TCP = 6;
const UDP = 17;

/** All whole frames, in the order in which they were captured. Throws for a file of another format. */
export function frames(file: Buffer): readonly Frame[] {
  if (file.length === 0) return [];
  if (file.readUInt32LE(0) !== LITTLE_ENDIAN_MICROSECONDS) throw new Error('not a pcap file of this machine');
  const found: Frame[] = [];
  for (let at = FILE_HEADER_BYTES; at + FRAME_HEADER_BYTES <= file.length; ) {
    const length = file.readUInt32LE(at + 8);
    const atMs = file.readUInt32LE(at) * 1000 + file.readUInt32LE(at + 4) / 1000;
    const start = at + FRAME_HEADER_BYTES;
    if (start + length > file.length) break;
    found.push({ atMs, bytes: file.subarray(start, start + length) });
    at = start + length;
  }
  return found;
}

/** The UDP datagram or TCP segment in `frame`; undefined for anything else. IPv6 extension headers are not followed. */
export function segment({ atMs, bytes }: Frame): Segment | undefined {
  const type = bytes.readUInt16BE(12);
  if (type !== IPV4 && type !== IPV6) return undefined;
  const ip = bytes.subarray(ETHERNET_BYTES);
  const isV4 = type === IPV4;
  const headerBytes = isV4 ? (ip.readUInt8(0) & 15) * 4 : 40;
  const protocol = ip.readUInt8(isV4 ? 9 : 6);
  if (protocol !== UDP && protocol !== TCP) return undefined;
  const end = isV4 ? ip.readUInt16BE(2) : 40 + ip.readUInt16BE(4);
  const inner = ip.subarray(headerBytes, end);
  const payloadAt = protocol === UDP ? 8 : (inner.readUInt8(12) >> 4) * 4;
  return {
    atMs,
    transport: protocol === UDP ? 'udp' : 'tcp',
    from: address(ip, isV4 ? 12 : 8, isV4),
    fromPort: inner.readUInt16BE(0),
    to: address(ip, isV4 ? 16 : 24, isV4),
    toPort: inner.readUInt16BE(2),
    payload: inner.subarray(payloadAt),
  };
}

/** IPv6 addresses as eight groups in full, without compression. */
function address(ip: Buffer, at: number, isV4: boolean): string {
  if (isV4) return [...ip.subarray(at, at + 4)].join('.');
  return Array.from({ length: 8 }, (_, group) => ip.readUInt16BE(at + 2 * group).toString(16)).join(':');
}
