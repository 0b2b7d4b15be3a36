import { expect, it } from 'vitest';
import { createLog, plainLog, silentLog } from '../../src/platform/log.ts';

function lines() {
  const written: Record<string, unknown>[] = [];
  return { written, destination: { write: (line: string) => written.push(JSON.parse(line)) } };
}

it('the log writes one JSON line with a level in words and a time, and nothing of the process', () => {
  const { written, destination } = lines();
  createLog('info', destination).warn({ path: 'resolv.conf' }, 'changed');
  expect(written).toHaveLength(1);
  expect(Object.keys(written[0] ?? {}).sort()).toEqual(['level', 'msg', 'path', 'time']);
  expect(written[0]).toMatchObject({ level: 'warn', path: 'resolv.conf', msg: 'changed' });
  expect(Number.isNaN(Date.parse(String(written[0]?.['time'])))).toBe(false);
});

it('the log leaves out what is below its level', () => {
  const { written, destination } = lines();
  const log = createLog('warn', destination);
  log.debug('no');
  log.info('no');
  log.error('yes');
  createLog('silent', destination).error('no');
  expect(written.map(({ msg }) => msg)).toEqual(['yes']);
  silentLog.error('no');
});

it('the log tells a person at a terminal warnings only, as sentences', () => {
  const sentences: string[] = [];
  const log = plainLog((sentence) => sentences.push(sentence));
  log.info('no');
  log.warn({ path: 'resolv.conf' }, 'it is not there');
  expect(sentences).toEqual(['it is not there']);
});
