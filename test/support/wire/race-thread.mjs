// Lets a worker run the TypeScript source of the race thread, which Node can't do by itself.
import { register } from 'tsx/esm/api';

register();
await import('../../../src/wire/race/worker.ts');
