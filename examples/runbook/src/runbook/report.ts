import type { Decision } from './messages.js';

/** What a runbook did, when, and what came of it: its result, its query, and, as Markdown, what people keep. */
export interface Report {
  readonly title: string;
  readonly by: string;
  readonly phase: 'running' | 'waits for approval' | 'done' | 'failed';
  readonly approval?: Decision;
  readonly entries: readonly Entry[];
}

export interface Entry {
  readonly what: string;
  readonly outcome: 'runs' | 'done' | 'failed';
  readonly said: string;
  readonly startedAt: string;
  readonly seconds: number;
}

export const asMarkdown = ({ title, by, phase, approval, entries }: Report): string =>
  [
    `# Runbook: ${title}`,
    ``,
    `**${phase}**, asked for by ${by}${approval ? `, approved by ${approval.by}: ${approval.reason}` : ''}`,
    ``,
    `| at (UTC) | step | | seconds | what came of it |`,
    `| --- | --- | --- | --- | --- |`,
    ...entries.map(
      ({ startedAt, what, outcome, seconds, said }) =>
        `| ${startedAt.slice(11, 19)} | ${what} | ${MARKS[outcome]} | ${seconds.toFixed(1)} | ${inCell(said)} |`,
    ),
    ``,
  ].join('\n');

const MARKS = { runs: '…', done: '✓', failed: '✗' } as const;

const inCell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
