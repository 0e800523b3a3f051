import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Host } from '../../cluster/host/host.js';
import { localHost } from '../../cluster/host/local-host.js';
import { plannedFiles } from '../../cluster/planning/planned-files.js';

/** Planned changes of files, against the same changes made. */
let root: string;
let host: Host;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'sdr-files-'));
  host = localHost('here');
  await mkdir(join(root, 'found/a/b'), { recursive: true });
  await writeFile(join(root, 'found/a/x'), 'found');
  await writeFile(join(root, 'found/a/b/y'), 'found');
});
afterAll(() => rm(root, { recursive: true }));

const DIRECTORIES = ['a', 'a/b', 'c'] as const;
const FILES = ['a/x', 'a/z', 'a/b/y', 'c/x'] as const;

type Step =
  | { readonly kind: 'write'; readonly path: (typeof FILES)[number]; readonly text: string }
  | { readonly kind: 'make'; readonly path: (typeof DIRECTORIES)[number] }
  | { readonly kind: 'remove'; readonly path: string };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('write' as const), path: fc.constantFrom(...FILES), text: fc.string() }),
  fc.record({ kind: fc.constant('make' as const), path: fc.constantFrom(...DIRECTORIES) }),
  fc.record({ kind: fc.constant('remove' as const), path: fc.constantFrom(...FILES, ...DIRECTORIES) }),
);

test('a node’s files are seen as they would be after any changes, and stay as they are', async () => {
  let copies = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (steps) => {
      const [plan, done] = [join(root, 'found'), join(root, `copy${++copies}`)];
      await cp(plan, done, { recursive: true });
      const files = plannedFiles(host);
      for (const { kind, path, ...rest } of steps) {
        const [planned, real] = [join(plan, path), join(done, path)];
        // Nobody writes into a directory that is not there.
        if (kind !== 'remove' && (await host.list(join(real, '..'))) === undefined) continue;
        if (kind === 'make') await Promise.all([files.makeDirectory(planned), host.makeDirectory(real, 0o700)]);
        if (kind === 'remove') {
          files.remove(planned);
          await host.remove(real);
        }
        if ('text' in rest) {
          files.write(planned, rest.text);
          await host.writeFile(real, rest.text, 0o600);
        }
      }
      for (const path of DIRECTORIES)
        expect(await files.list(join(plan, path))).toEqual(await host.list(join(done, path)));
      for (const path of FILES)
        expect(await files.read(join(plan, path))).toEqual(await host.readFile(join(done, path)));
    }),
    { numRuns: 60 },
  );
  expect((await host.readFile(join(root, 'found/a/x')))?.toString()).toBe('found');
});
