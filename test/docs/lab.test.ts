import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { withFaultList } from '../../lab/faults/printed.js';

test('docs/lab.md lists the faults as their table has them (npm run docs)', () => {
  const page = readFileSync(new URL('../../docs/lab.md', import.meta.url), 'utf8');
  expect(page).toBe(withFaultList(page));
});
