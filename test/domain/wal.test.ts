import { expect, test } from '@jest/globals';
import { positionOf } from '../../domain/wal.js';

test.each([
  ['0/0', 0],
  ['0/5000148', 0x500_0148],
  ['2/A', 2 * 2 ** 32 + 10],
  ['', undefined],
  ['2/', undefined],
  ['0/123456789', undefined],
  ['a/b/c', undefined],
])('the WAL position %j is %j bytes from the beginning', (text, bytes) => {
  expect(positionOf(text)).toBe(bytes);
});
