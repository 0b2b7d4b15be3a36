/** Where the webhook listens: `:10250`, `127.0.0.1:8443`, `[::1]:8443`. */

export interface ListenAddress {
  /** Absent: every address of every family. */
  readonly host?: string;
  /** 0: any free port. */
  readonly port: number;
}

/** `undefined` for what is no listen address. */
export function parseListen(text: string): ListenAddress | undefined {
  const [, bracketed, plain, digits] = /^(?:\[([^\]]+)\]|([^:[\]]*)):(\d{1,5})$/.exec(text) ?? [];
  const port = Number(digits);
  if (digits === undefined || port > 65_535) return undefined;
  const host = bracketed ?? plain;
  return host ? { host, port } : { port };
}

/** As it is written in a flag: `[::1]:8443`. */
export function formatListen({ host = '', port }: ListenAddress): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
