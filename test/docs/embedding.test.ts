import { expect, test } from '@jest/globals';
import { execa } from 'execa';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

test('the code of docs/embedding.md is what the package’s types allow', async () => {
  const page = await readFile(join(root, 'docs', 'embedding.md'), 'utf8');
  const blocks = [...page.matchAll(/^```ts\n\/\/ (\S+)\n([^]*?)^```/gm)];
  expect(blocks.map(([, name]) => name)).toEqual(['workflows.ts', 'worker.ts', 'main.ts', 'caller.ts', 'library.ts']);
  const directory = join(root, 'dist', '.embedding');
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  for (const [, name = '', code = ''] of blocks) await writeFile(join(directory, name), code);
  const options = {
    extends: '../../tsconfig.test.json',
    compilerOptions: { incremental: false },
    include: ['*.ts'],
    exclude: [],
  };
  await writeFile(join(directory, 'tsconfig.json'), JSON.stringify(options));
  const tsc = join(root, 'node_modules', '@typescript', 'native', 'bin', 'tsc');
  const { stdout } = await execa(process.execPath, [tsc, '-p', directory], { reject: false, cleanup: false });
  expect(stdout).toBe('');
});
