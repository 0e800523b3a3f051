import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { asMarkdown, type Report } from '../runbook/report.js';
import { runbookHere } from './context.js';

/** A file per runbook. Twice: the same file again. */
export const writeReport = async (directory: string, report: Report): Promise<string> => {
  const { workflowId, runId } = runbookHere();
  const file = join(directory, `${workflowId}-${runId}.md`);
  await mkdir(directory, { recursive: true });
  await writeFile(`${file}.next`, asMarkdown(report));
  await rename(`${file}.next`, file);
  return file;
};
