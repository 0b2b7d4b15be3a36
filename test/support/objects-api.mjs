/**
 * As much of a Kubernetes API server as kube-state-metrics asks for: lists by path, given as JSON on standard input, and
 * watches in which nothing ever happens. Says a line once it listens, on the port that is its argument.
 */

import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const lists = JSON.parse(readFileSync(0, 'utf8'));

createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url, 'http://api');
  const list = lists[pathname];
  response.setHeader('content-type', 'application/json');
  if (list && searchParams.has('watch')) {
    response.flushHeaders();
    return;
  }
  response.statusCode = list || pathname === '/version' ? 200 : 404;
  response.end(JSON.stringify(answerTo(pathname, list)));
}).listen(Number(process.argv[2]), '127.0.0.1', () => console.log('listening'));

function answerTo(pathname, list) {
  if (pathname === '/version') return { major: '1', minor: '35', gitVersion: 'v1.35.0' };
  return list
    ? { ...list, metadata: { resourceVersion: '1' } }
    : { kind: 'Status', apiVersion: 'v1', reason: 'NotFound', code: 404 };
}
