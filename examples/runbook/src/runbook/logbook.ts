import { setCurrentDetails } from '@temporalio/workflow';
import { failureIn } from 'durable-sdr/contract';
import { asMarkdown, type Entry, type Report } from './report.js';

/** Keeps the report while the runbook runs; the Temporal Web UI shows it. */
export class Logbook {
  #report: Report;

  constructor(title: string, by: string) {
    this.#report = { title, by, phase: 'running', entries: [] };
  }

  get report(): Report {
    return this.#report;
  }

  set(changes: Partial<Pick<Report, 'phase' | 'approval'>>): void {
    this.#report = { ...this.#report, ...changes };
    setCurrentDetails(asMarkdown(this.#report));
  }

  /** Does it, and writes down when and what came of it. What it throws goes on its way. */
  async step(what: string, work: () => Promise<string>): Promise<void> {
    const began = Date.now();
    const at = this.#report.entries.length;
    const write = (outcome: Entry['outcome'], said: string): void => {
      const startedAt = new Date(began).toISOString();
      const entry: Entry = { what, outcome, said, startedAt, seconds: (Date.now() - began) / 1000 };
      const entries = [...this.#report.entries.slice(0, at), entry, ...this.#report.entries.slice(at + 1)];
      this.#report = { ...this.#report, entries };
      this.set({});
    };
    write('runs', '');
    try {
      write('done', await work());
    } catch (error) {
      write('failed', wordsOf(error));
      throw error;
    }
  }
}

/** A failure of durable-sdr has a code, a finding and the next move; any other one the words at its root. */
export const wordsOf = (error: unknown): string => {
  const known = failureIn(error);
  if (known !== undefined) return `${known.code}: ${known.message} (${known.hint})`;
  let root = error;
  while (root instanceof Error && root.cause instanceof Error) root = root.cause;
  return root instanceof Error ? root.message : String(root);
};
