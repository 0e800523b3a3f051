// Writes the pages of docs/, and the parts of pages, that are printed from the tables.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { prepare, root } from './prepare.mjs';

await prepare();
const { PRINTED_PAGES } = await import('../dist/domain/printed.js');
for (const [name, print] of Object.entries(PRINTED_PAGES)) writeFileSync(join(root, 'docs', name), print());

const { withFaultList } = await import('../dist/lab/faults/printed.js');
const page = join(root, 'docs', 'lab.md');
writeFileSync(page, withFaultList(readFileSync(page, 'utf8')));
