import { parameters, unquoted } from '../files/parameter-file.js';

/**
 * openGauss's parameters in terms of PostgreSQL. A datanode's postgresql.conf is openGauss's file, which gs_guc edits;
 * the server runs with a file generated from it. What PostgreSQL does not know is carried as `lab.<name>`, so that
 * `show` can answer it from the running server.
 */

/** Parameters a lab's datanode answers `show` for, with openGauss's defaults. */
const OWN_DEFAULTS = {
  enable_dcf: 'off',
  most_available_sync: 'off',
  stream_cluster_run_mode: 'cluster_primary',
  wal_keep_segments: '16',
} as const;

export type OwnParameter = keyof typeof OWN_DEFAULTS;
export const OWN_PARAMETERS = Object.keys(OWN_DEFAULTS) as readonly OwnParameter[];

/** Read at start only: `reload` leaves the running value. */
const AT_START: readonly string[] = ['enable_dcf', 'stream_cluster_run_mode', 'port', 'listen_addresses'];

/** Parameters of the same name and meaning in both. */
const SHARED: readonly string[] = [
  'port',
  'listen_addresses',
  'synchronous_commit',
  'max_connections',
  'default_transaction_read_only',
  'wal_sender_timeout',
];

const SEGMENT_MB = 16;

export type RunningParameters = Readonly<Record<string, string>>;

/** What the server runs with after start (`running` absent) or reload. */
export const runningParameters = (file: string, running?: RunningParameters): RunningParameters => {
  const inFile: Record<string, string> = { ...OWN_DEFAULTS };
  for (const [name, value] of parameters(file)) inFile[name] = unquoted(value);
  if (running !== undefined) {
    for (const name of AT_START) if (running[name] !== undefined) inFile[name] = running[name];
  }
  return inFile;
};

/** The lines of the generated file that come from openGauss's file. */
export const postgresLines = (running: RunningParameters): readonly string[] => [
  ...SHARED.flatMap((name) => (running[name] === undefined ? [] : [`${name} = ${quoted(running[name])}`])),
  `wal_keep_size = '${Number(running['wal_keep_segments']) * SEGMENT_MB}MB'`,
  ...OWN_PARAMETERS.map((name) => `lab.${name} = ${quoted(running[name] ?? '')}`),
];

export const quoted = (value: string): string => `'${value.replaceAll("'", "''")}'`;
