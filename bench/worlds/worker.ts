/** A process of the crew: grades the seeds that it receives. It ends when the channel is closed. */

import { gradeSeeds, type Task } from './graded.ts';

process.on('message', (task: Task) => process.send?.(gradeSeeds(task)));
