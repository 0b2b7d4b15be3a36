/** The credentials of a cluster's components: keys, tokens and kubeconfigs, as files. */

import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';

const TOKEN = 'admin-token';

export interface Credentials {
  /** The file to which the API server writes its self-signed certificate. */
  readonly certificates: string;
  /** The API server's certificate, which all components trust. */
  readonly authority: string;
  /** The key that signs tokens of service accounts. */
  readonly accountKey: string;
  /** The users of the tokens. */
  readonly tokens: string;
  /** The administrator's kubeconfig. */
  readonly config: string;
}

/** Writes them below `directory`. `server` is the API server's URL. */
export function writeCredentials(directory: string, server: string): Credentials {
  const place = join(directory, 'credentials');
  mkdirSync(place);
  const write = (name: string, text: string) => {
    writeFileSync(join(place, name), text, { mode: 0o600 });
    return join(place, name);
  };
  const authority = join(place, 'apiserver.crt');
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return {
    certificates: place,
    authority,
    accountKey: write('accounts.pem', String(privateKey.export({ type: 'pkcs8', format: 'pem' }))),
    tokens: write('tokens.csv', `${TOKEN},admin,admin,"system:masters"\n`),
    config: write('admin.yaml', stringify(kubeConfig(server, authority))),
  };
}

function kubeConfig(server: string, authority: string): object {
  return {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'cluster', cluster: { server, 'certificate-authority': authority } }],
    users: [{ name: 'admin', user: { token: TOKEN } }],
    contexts: [{ name: 'cluster', context: { cluster: 'cluster', user: 'admin' } }],
    'current-context': 'cluster',
  };
}
