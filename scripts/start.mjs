// `npm start`: everything from a fresh clone to a page that shows a five-second lookup. Arguments go to the demo.
import { build, install, run } from './steps.mjs';

install();
build();
const chosen = process.argv.slice(2);
run(process.execPath, ['dist/main.js', 'demo', ...chosen]);
