import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { isErrorCode, type ErrorCode } from '../../domain/errors.js';
import { faultsPage } from './page.js';
import type { Played } from './play.js';
import type { FaultScenario } from './scenario.js';

/** How a scenario was seen to end. */
export interface Result {
  readonly title: string;
  readonly phase: string;
  readonly status: string;
  readonly code?: ErrorCode;
}

export const resultOf = (title: string, { first: { phase, status, failure } }: Played): Result => ({
  title,
  phase,
  status,
  ...(phase !== 'done' && failure && isErrorCode(failure.code) && { code: failure.code }),
});

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
export const RESULTS_FILE = at('results.json');
export const PAGE_FILE = at('../../docs/faults.md');

export const readResults = (): readonly Result[] => JSON.parse(readFileSync(RESULTS_FILE, 'utf8')) as Result[];

/** The page as it must stand in docs/. */
export const printedPage = async (scenarios: readonly FaultScenario[], results: readonly Result[]): Promise<string> => {
  const known = new Map(results.map((result) => [result.title, result]));
  const page = faultsPage(scenarios, ({ title }) => {
    const result = known.get(title);
    if (result === undefined) throw new Error(`never played: ${title}`);
    return result;
  });
  return format(page, { ...(await resolveConfig(PAGE_FILE)), filepath: PAGE_FILE });
};

/** What was seen takes the place of what was seen of these scenarios before. */
export const writeResults = async (scenarios: readonly FaultScenario[], seen: readonly Result[]): Promise<void> => {
  const known = new Map([...safely(readResults), ...seen].map((result) => [result.title, result]));
  const results = scenarios.flatMap(({ title }) => known.get(title) ?? []);
  writeFileSync(RESULTS_FILE, `${JSON.stringify(results, null, 2)}\n`);
  if (results.length === scenarios.length) writeFileSync(PAGE_FILE, await printedPage(scenarios, results));
};

const safely = (read: () => readonly Result[]): readonly Result[] => {
  try {
    return read();
  } catch {
    return [];
  }
};
