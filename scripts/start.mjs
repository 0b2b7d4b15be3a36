// `npm start`: everything from a fresh clone to a five-second lookup and its cause. Arguments go to the demo.
import { spawn } from 'node:child_process';
import { build, install, ROOT, usePinnedNode } from './steps.mjs';

install();
build();
const demo = spawn(usePinnedNode(), ['dist/main.js', 'demo', ...process.argv.slice(2)], {
  cwd: ROOT,
  stdio: 'inherit',
});
// A terminal sends Ctrl-C to the demo as well. The demo then prints a summary and ends, and this process waits for that.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => demo.kill('SIGTERM'));
demo.on('exit', (code) => {
  process.exitCode = code ?? 1;
});
