import { expect, test } from '@jest/globals';
import { following, looked } from '../../activities/check/looked.js';
import { SdrError } from '../../domain/errors.js';

test('what was seen is a fact', async () => {
  expect(await looked(() => Promise.resolve(7))).toEqual({ kind: 'seen', value: 7 });
});

test('what kept somebody from looking is a fact too, with its place', async () => {
  const broken = (): Promise<never> =>
    Promise.reject(new SdrError('E_SQL_FAILED', 'no such view', { node: '10.0.0.1' }));
  expect(await looked(broken)).toEqual({ kind: 'unseen', why: 'node 10.0.0.1: no such view' });
});

test('one who does not answer is not waited for, whether he can be stopped or not', async () => {
  const late = { kind: 'unseen', why: 'no answer after 0.02 s' };
  expect(await looked(() => new Promise(() => undefined), 20)).toEqual(late);
  const stopped = (signal: AbortSignal): Promise<never> =>
    new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(new Error('stopped')));
    });
  expect(await looked(stopped, 20)).toEqual(late);
});

test('nobody looks further where the first look saw nothing', async () => {
  const first = await looked(() => Promise.reject<number>(new Error('down')));
  const further = await following(first, () => Promise.reject(new Error('asked all the same')));
  expect(further).toEqual({ kind: 'unseen', why: 'down' });
});
