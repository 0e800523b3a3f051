import { expect, test } from '@jest/globals';
import { strengthOf } from '../../domain/password.js';

test.each([
  ['Gauss@123', 'strong'],
  ['short1@', 'weak'],
  ['onlysmall', 'weak'],
  ['smallandd1gits', 'weak'],
  [`Aa1@${'x'.repeat(29)}`, 'weak'],
  ['Gauss 123', 'refused by the tools'],
  ['Gauss$123', 'refused by the tools'],
  ['-Gauss@123', 'refused by the tools'],
  ['Gauss-@123', 'strong'],
])('the password %s of hadr is %s', (password, strength) => {
  expect(strengthOf('hadr', password)).toBe(strength);
});

test('a user’s own name, forwards or backwards, is no password', () => {
  expect(strengthOf('Hadr_2026', 'hadr_2026')).toBe('weak');
  expect(strengthOf('Hadr_2026', '6202_rdaH')).toBe('weak');
});
