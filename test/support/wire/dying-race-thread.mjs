// A race thread that ends without a message at its tenth order, as after an out-of-memory kill or a crash of Node.js.
import { parentPort } from 'node:worker_threads';

let orders = 0;
parentPort?.on('message', () => {
  orders += 1;
  if (orders === 10) process.exit(1);
});
await import('./race-thread.mjs');
