// Writes the pages of docs/ that are printed from the tables.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { prepare, root } from './prepare.mjs';

await prepare();
const { PRINTED_PAGES } = await import('../dist/domain/printed.js');
for (const [name, print] of Object.entries(PRINTED_PAGES)) writeFileSync(join(root, 'docs', name), print());
