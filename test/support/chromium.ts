import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';

const isProgram = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

const program = (process.env['PATH'] ?? '')
  .split(delimiter)
  .map((directory) => join(directory, 'chromium'))
  .find(isProgram);

const missing = 'chromium is not on PATH: install chromium';

/**
 * Why tests in the browser are skipped, on a machine without one; SDR_TEST_CHROMIUM=required makes that a failure, as
 * where these tests must not be missed.
 */
export const chromiumSkipped = (): string | undefined =>
  program !== undefined || process.env['SDR_TEST_CHROMIUM'] === 'required' ? undefined : missing;

/** A real browser without a screen. Its sandbox wants a user that is not root, and it opens our own pages only. */
export const openBrowser = (): Promise<Browser> => {
  if (program === undefined) throw new Error(missing);
  return chromium.launch({ executablePath: program, args: ['--no-sandbox', '--disable-gpu', '--disable-lcd-text'] });
};
