/** The style of the fleet's page, beside the status page's own. Cells have five steps; each also has its number. */

import { Html } from '../status/html.ts';

export const FLEET_STYLE = new Html(`
.conclusion { margin: 1rem 0; padding: .75rem 1rem; font-size: 1.1rem; border: 1px solid var(--line); border-left: 4px solid var(--good); border-radius: 6px; overflow-wrap: anywhere; }
.conclusion.bad { border-left-color: var(--bad); }
.conclusion.unknown { border-left-color: var(--line); }
body { max-width: 90rem; }
td.name { max-width: 22rem; overflow: hidden; text-overflow: ellipsis; }
th code { overflow-wrap: anywhere; }
td.m { text-align: right; font-variant-numeric: tabular-nums; }
.s0 { background: #2e9e5b22; }
.s1 { background: #c0362c22; }
.s2 { background: #c0362c44; }
.s3 { background: #c0362c66; }
.s4 { background: #c0362c88; font-weight: 600; }
.legend span { display: inline-block; padding: 0 .5rem; margin-right: .25rem; }
.sum td { border-top: 2px solid var(--line); }
.silent li { overflow-wrap: anywhere; }
caption { text-align: left; opacity: .8; padding: .25rem 0; white-space: normal; }
`);
