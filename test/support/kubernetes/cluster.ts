/** A cluster without nodes: an API server in its own network namespace, which teardown removes completely. */

import { randomBytes } from 'node:crypto';
import { makeDirectory } from '../../lab/ground/directory.ts';
import { Ledger } from '../../lab/ground/ledger.ts';
import { Namespace } from '../../lab/ground/namespace.ts';
import { sweep, undo } from '../../lab/ground/sweep.ts';
import { whyNot } from '../../lab/needs.ts';
import { topology } from '../../lab/topology.ts';
import { ApiServer, apiServerMissing } from './api-server.ts';

export interface Cluster extends AsyncDisposable {
  readonly api: ApiServer;
  /** A directory for files that teardown removes. */
  readonly directory: string;
}

/** Why no cluster can be made here, or `undefined` if one can. */
export async function clusterMissing(): Promise<string | undefined> {
  return (await whyNot(topology({ proxy: 'none', dnsPods: [] }))) ?? apiServerMissing();
}

export async function standUpCluster(): Promise<Cluster> {
  await sweep();
  const ledger = Ledger.begin(randomBytes(3).toString('hex'));
  try {
    const namespace = await Namespace.make(ledger, 'cluster');
    const directory = makeDirectory(ledger);
    const api = await ApiServer.start(namespace, directory);
    return { api, directory, [Symbol.asyncDispose]: async () => void (await undo(ledger)) };
  } catch (error) {
    await undo(ledger);
    throw error;
  }
}
