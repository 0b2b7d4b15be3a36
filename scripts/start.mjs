// `npm start`: everything from a fresh clone to a page that shows a five-second lookup. Arguments go to the demo.
import { build, install, pinnedNode, run } from './steps.mjs';

install();
build();
run(pinnedNode(), ['dist/main.js', 'demo', ...process.argv.slice(2)]);
