/** A file that a comment, a page or a decision cites is in the repository, and so is the section that a link names. */

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Parts of generated pages: their links are right where the page is. */
const PARTS_OF_PAGES = ['test/lab/proof/prose.md'];

/** Every file that git knows or would take in. */
const FILES = spawnSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: ROOT,
  encoding: 'utf8',
})
  .stdout.split('\n')
  .filter((path) => path !== '' && existsSync(join(ROOT, path)));
const TEXTS = FILES.filter((path) => /\.(?:ts|mjs|md|c|go|ya?ml|tpl|txt)$|^\.ci\/|Dockerfile$/.test(path));
const PAGES = TEXTS.filter((path) => path.endsWith('.md'));
const known = (cited: string) => FILES.some((path) => path === cited || path.endsWith(`/${cited}`));

interface Citation {
  readonly from: string;
  readonly cited: string;
}

/** What stands in comments of code, and all of a page. */
function prose(path: string): string {
  const text = readFileSync(join(ROOT, path), 'utf8');
  if (!/\.(?:ts|mjs|c|go)$/.test(path)) return text;
  return [...text.matchAll(/\/\*[\s\S]*?\*\/|(?<![:'"`/])\/\/.*$/gm)].map(([comment]) => comment).join('\n');
}

/** Names of files of the kinds that this repository has, without web addresses and patterns. */
function citationsIn(path: string): readonly Citation[] {
  const text = prose(path).replace(/\bhttps?:\/\/\S+/g, '');
  return [...text.matchAll(/(?<![\w*<{$/.@-])((?:\.{1,2}\/)*[\w-][\w./-]*\.(?:ts|mjs|md))(?![\w*>}/])/g)].map(
    ([, cited = '']) => ({ from: path, cited }),
  );
}

function headingsOf(page: string): readonly string[] {
  return [...readFileSync(page, 'utf8').matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => heading);
}

/** The anchors of a page, as GitHub makes them from its headings. */
function anchorsOf(page: string): readonly string[] {
  return headingsOf(page).map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

describe('citations', () => {
  it('are found at all', () => {
    expect(TEXTS.length).toBeGreaterThan(400);
    expect(citationsIn('docs/decisions/012-a-refusing-vip-is-mostly-silent.md')).toEqual([]);
    expect(citationsIn('docs/decisions/006-one-worker-races-with-the-main-thread.md')).not.toEqual([]);
  });

  it('name files that are in the repository', () => {
    const missing = TEXTS.flatMap(citationsIn).filter(
      ({ from, cited }) => !known(normalize(cited).replace(/^(?:\.\.\/)+/, '')) && from !== cited,
    );
    expect(missing.map(({ from, cited }) => `${from} cites ${cited}`)).toEqual([]);
  });

  it('name sections that the page has', () => {
    const missing = TEXTS.flatMap((from) => {
      const text = prose(from).replace(/\n\s*\*?\s*/g, ' ');
      return [...text.matchAll(/\b(docs\/[\w/-]+\.md), "([^"]+)"/g)]
        .filter(([, page = '', title = '']) => !headingsOf(join(ROOT, page)).includes(title))
        .map(([citation]) => `${from}: ${citation}`);
    });
    expect(missing).toEqual([]);
  });

  it('link to pages and sections that exist', () => {
    const broken = PAGES.filter((path) => !PARTS_OF_PAGES.includes(path)).flatMap((from) => {
      const links = readFileSync(join(ROOT, from), 'utf8').matchAll(
        /\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]*))?\)/g,
      );
      return [...links]
        .filter(([, path = '', anchor]) => {
          const page = path === '' ? join(ROOT, from) : join(ROOT, dirname(from), path);
          return (
            !existsSync(page) ||
            (anchor !== undefined && page.endsWith('.md') && !anchorsOf(page).includes(anchor))
          );
        })
        .map(([link]) => `${from}: ${link}`);
    });
    expect(broken).toEqual([]);
  });
});
