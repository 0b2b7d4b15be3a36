/** DNS flows as rows of a table. */

import { describe, expect, it } from 'vitest';
import { FlowTable, tableLines } from '../../src/flows/flow-table.ts';
import { flowOf, OTHER_POD, POD } from './flow.ts';

const other = { address: OTHER_POD, port: 53 };

function table() {
  const made = new FlowTable();
  for (let port = 0; port < 12; port += 1) made.note(flowOf('10.0.0.1', port, { replied: true }));
  made.note(flowOf('10.0.0.2', 1, { backend: other }));
  made.note(flowOf('10.0.0.2', 2, { backend: other, replied: true }));
  made.note(flowOf('10.0.0.2', 3, { replied: true }));
  made.note(flowOf('10.0.0.2', 4, { replied: true, protocol: 'tcp' }));
  return made;
}

describe('the table', () => {
  it('has a row for each client, DNS pod and protocol, unreplied first', () => {
    expect(table().rows()).toEqual([
      { client: '10.0.0.2', backend: OTHER_POD, protocol: 'udp', flows: 2, unreplied: 1 },
      { client: '10.0.0.1', backend: POD, protocol: 'udp', flows: 12, unreplied: 0 },
      { client: '10.0.0.2', backend: POD, protocol: 'udp', flows: 1, unreplied: 0 },
      { client: '10.0.0.2', backend: POD, protocol: 'tcp', flows: 1, unreplied: 0 },
    ]);
  });

  it('is aligned, and says how many rows are left out', () => {
    expect(tableLines(table().rows(), 2)).toEqual([
      'client    sent to     protocol  flows  unreplied',
      '10.0.0.2  10.244.1.8  udp           2          1',
      '10.0.0.1  10.244.1.7  udp          12          0',
      'and 2 more',
    ]);
  });

  it('has a bounded number of rows', () => {
    const made = new FlowTable();
    for (let index = 0; index < 12_000; index += 1) made.note(flowOf(`10.${index >> 8}.${index & 255}.1`, 1));
    expect(made.rows()).toHaveLength(10_000);
    expect(made.without).toBe(2000);
  });
});
