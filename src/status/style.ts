/** The style sheet of the status page. It follows the reader's colour scheme and fits small screens. */

import { Html } from './html.ts';

export const STYLE = new Html(`
:root { color-scheme: light dark; --line: #8884; --soft: #8881; --good: #1a7f4b; --bad: #c0362c; }
@media (prefers-color-scheme: dark) { :root { --good: #4ac285; --bad: #ff7b72; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 70rem; padding: 1.5rem; font: 16px/1.5 system-ui, sans-serif; }
header { display: flex; flex-wrap: wrap; align-items: baseline; justify-content: space-between; gap: 0 1rem; }
h1 { margin: 0; font-size: 1.75rem; }
h2 { margin: 2rem 0 .5rem; font-size: 1.15rem; }
h3 { margin: 0; font-size: 1rem; }
small { font-weight: normal; opacity: .7; }
code { font-family: ui-monospace, monospace; font-size: .9em; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; margin: 1rem 0; }
dt { opacity: .7; }
dd { margin: 0; overflow-wrap: anywhere; }
.badge { padding: .15rem .6rem; border-radius: 1rem; background: var(--soft); border: 1px solid var(--line); }
.good { color: var(--good); }
span.bad, .bad .number { color: var(--bad); }
.quiet { opacity: .7; }
article { margin: .75rem 0; padding: .75rem 1rem; border: 1px solid var(--line); border-left: 4px solid var(--bad); border-radius: 6px; }
article p { margin: .25rem 0; }
article ul { margin: .25rem 0; padding-left: 1.25rem; }
.remedy::before { content: "Remedy: "; font-weight: 600; }
.wide { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: .9rem; }
th, td { padding: .3rem .6rem; text-align: left; border-bottom: 1px solid var(--line); white-space: nowrap; }
.why td { white-space: normal; overflow-wrap: anywhere; }
.why p, .why ul { margin: .15rem 0; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
.bad .number { font-weight: 600; }
footer { margin-top: 2rem; padding-top: 1rem; border-top: 1px solid var(--line); }
nav a { margin-right: 1rem; }
`);
