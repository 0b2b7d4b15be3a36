// `npm start`: everything from a fresh clone to a five-second lookup and its cause. Arguments go to the demo.
import { spawn } from 'node:child_process';
import { build, install, ROOT, usePinnedNode } from './steps.mjs';

/** npm passes on the Ctrl-C that a terminal sends to this process as well. So two within this time are one, in milliseconds. */
const ONE_SIGNAL_MS = 500;

install();
build();
const demo = spawn(usePinnedNode(), ['dist/main.js', 'demo', ...process.argv.slice(2)], {
  cwd: ROOT,
  stdio: 'inherit',
  // A process group of its own: only this process gets the signals of the terminal, and passes each on once. The demo then prints a
  // summary and ends; a second signal ends it at once.
  detached: process.platform !== 'win32',
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  let lastMs = Number.NEGATIVE_INFINITY;
  process.on(signal, () => {
    const nowMs = performance.now();
    // The demo ends by itself on these two only.
    if (nowMs - lastMs >= ONE_SIGNAL_MS) demo.kill(signal === 'SIGINT' ? 'SIGINT' : 'SIGTERM');
    lastMs = nowMs;
  });
}
// A signal to npm alone ends the shell in which this process runs, and no more. Without it nobody would end the demo.
const { ppid: shell } = process;
setInterval(() => process.ppid === shell || demo.kill(), 1000).unref();
demo.on('exit', (code) => {
  process.exitCode = code ?? 1;
});
