// A race thread that ends without a word at its tenth order, as one does that the kernel's memory killer or a fault of Node ends.
import { parentPort } from 'node:worker_threads';

let orders = 0;
parentPort?.on('message', () => {
  orders += 1;
  if (orders === 10) process.exit(1);
});
await import('./race-thread.mjs');
