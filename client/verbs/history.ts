import Table from 'cli-table3';
import type { HistoryEntry } from '../../domain/start/history.js';
import type { ClusterName } from '../../domain/topology.js';
import { withEngine } from '../../engine/connection.js';
import { readHistory } from '../../engine/history.js';
import { heads, texts, word } from '../lang/index.js';
import type { Form } from '../cli/options.js';
import { result } from '../cli/output.js';
import { between, dayAndClock } from '../render/time.js';

/** `sdr history` */
export const history = (cluster: ClusterName | undefined, form: Form): Promise<void> =>
  withEngine(async (engine) => {
    const entries = await readHistory(engine, cluster);
    result(form === 'json' ? JSON.stringify(entries) : tableOf(entries));
  });

const tableOf = (entries: readonly HistoryEntry[]): string => {
  if (entries.length === 0) return word('nothingHere');
  const table = new Table({
    head: heads('when', 'cluster', 'what', 'who', 'outcome', 'status', 'time', 'error', 'at', 'why'),
    style: { head: [], border: [] },
  });
  table.push(...entries.map(rowOf));
  return table.toString();
};

const rowOf = (entry: HistoryEntry): string[] => [
  dayAndClock(entry.at),
  entry.cluster,
  entry.verb === 'start' ? word('startAs', { role: entry.role }) : entry.verb,
  entry.by ?? '',
  outcomeOf(entry),
  entry.status ?? '',
  timeOf(entry),
  entry.code ?? '',
  entry.step === undefined ? '' : texts().titles[entry.step],
  entry.reason ?? '',
];

const outcomeOf = ({ outcome }: HistoryEntry): string => {
  if (outcome === undefined) return '';
  return outcome === 'unfinished' ? word('unfinished') : texts().phases[outcome];
};

/** Time goes on only for what still runs; what was lost sight of has none. */
const timeOf = ({ at, endedAt, outcome }: HistoryEntry): string =>
  endedAt === undefined && outcome !== 'running' && outcome !== 'paused' ? '' : between(at, endedAt);
