import type { WorkflowHandle } from '@temporalio/client';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { neutralHistory, type Replacement } from './neutral.js';

/** Where the histories lie: a directory per version of the package. */
export const HISTORIES = dirname(fileURLToPath(import.meta.url));

const version = (): string => {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { readonly version: string }).version;
};

/** Keeps a run's history as `<version>/<story>.json`. */
export const keep = async (
  story: string,
  run: WorkflowHandle,
  replacements: readonly Replacement[] = [],
): Promise<void> => {
  const directory = join(HISTORIES, version());
  mkdirSync(directory, { recursive: true });
  writeFileSync(
    join(directory, `${story}.json`),
    neutralHistory(await run.fetchHistory(), [...replacements, [hostname(), 'node']]),
  );
};
