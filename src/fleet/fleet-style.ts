/** The style sheet of the fleet's page. It is part of the page; the policy of the page allows this text and nothing else. */

import { createHash } from 'node:crypto';
import { Html } from '../status/html.ts';

/** Cells have five steps of colour. Each also has its number. */
export const FLEET_STYLE = new Html(`
:root { color-scheme: light dark; --line: #8884; --good: #1a7f4b; --bad: #c0362c; }
@media (prefers-color-scheme: dark) { :root { --good: #4ac285; --bad: #ff7b72; } }
* { box-sizing: border-box; }
html { background: Canvas; color: CanvasText; }
body { margin: 0 auto; max-width: 90rem; padding: 1.5rem; font: 16px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { margin: 0; font-size: 1.75rem; }
h2 { margin: 2rem 0 .5rem; font-size: 1.15rem; }
small { font-weight: normal; opacity: .7; }
code { font-family: ui-monospace, monospace; font-size: .9em; }
.quiet { opacity: .7; }
.wide { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: .9rem; }
th, td { padding: .3rem .6rem; text-align: left; border-bottom: 1px solid var(--line); white-space: nowrap; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
.bad .number:not(.sure) { color: var(--bad); font-weight: 600; }
footer { margin-top: 2rem; padding-top: 1rem; border-top: 1px solid var(--line); }
nav a { margin-right: 1rem; }
.conclusion { margin: 1rem 0; padding: .75rem 1rem; font-size: 1.1rem; border: 1px solid var(--line); border-left: 4px solid var(--good); border-radius: 6px; }
.conclusion.bad { border-left-color: var(--bad); }
.conclusion.unknown { border-left-color: var(--line); }
td.name { max-width: 22rem; overflow: hidden; text-overflow: ellipsis; }
td.what { white-space: normal; min-width: 12rem; }
.matrix th, .matrix td { padding: .3rem .35rem; }
.matrix th:not(:first-child) { text-align: right; font-size: .8rem; }
td.m { text-align: right; font-variant-numeric: tabular-nums; }
.s0 { background: #2e9e5b22; }
.s1 { background: #c0362c22; }
.s2 { background: #c0362c44; }
.s3 { background: #c0362c66; }
.s4 { background: #c0362c88; font-weight: 600; }
.legend span { display: inline-block; padding: 0 .5rem; margin-right: .25rem; }
.sum td { border-top: 2px solid var(--line); }
summary { cursor: pointer; padding: .25rem 0; }
dt { font-weight: 600; }
dd { margin: 0 0 .4rem; }
pre { margin: .5rem 0; padding: .6rem .8rem; border: 1px solid var(--line); border-radius: 6px; font: .85rem/1.5 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
.matrix td:first-child, .matrix th:first-child { position: sticky; left: 0; background: Canvas; }
caption { text-align: left; opacity: .8; padding: .25rem 0; white-space: normal; }
@media (max-width: 43rem) {
  body { padding: 1rem; }
  td.what { min-width: 0; }
  th, td { padding: .3rem .35rem; }
  .nodes thead { display: none; }
  .nodes, .nodes caption, .nodes tbody, .nodes tr, .nodes td { display: block; }
  .nodes tr { padding: .5rem 0; border-bottom: 1px solid var(--line); }
  .nodes td, .nodes td.number, .nodes td.m { padding: 0; border: 0; text-align: left; white-space: normal; max-width: none; overflow-wrap: anywhere; }
  .nodes td:empty { display: none; }
  .nodes td:first-child { font-weight: 600; }
  .nodes tr:not(.sum) td:nth-child(2)::before { content: "Verdict: "; }
  .nodes td:nth-child(3)::before { content: "Confidence: "; }
  .nodes td:nth-child(4)::before { content: "Slow lookups: "; }
  .nodes td:nth-child(5)::before { content: "Lost pairs: "; }
  .nodes tr:not(.sum) td:nth-child(6)::before { content: "Race window: "; }
  .nodes td:nth-child(7)::before { content: "Kernel: "; }
  .nodes td:nth-child(8)::before { content: "Zone: "; }
  .nodes td:nth-child(9)::before { content: "CPUs: "; }
}
`);

/** The Content-Security-Policy of the page: no script, and no style but `FLEET_STYLE` (CSP Level 3, section 2.3.1: hash sources). */
export const FLEET_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(FLEET_STYLE.text).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');
