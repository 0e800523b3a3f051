import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { PRINTED_PAGES } from '../../domain/printed.js';

test.each(Object.keys(PRINTED_PAGES))('docs/%s is what the tables say (npm run docs)', (name) => {
  expect(readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8')).toBe(PRINTED_PAGES[name]!());
});
