import { PassThrough } from 'node:stream';
import { mkdirSync, symlinkSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { finished } from 'node:stream/promises';
import tar from 'tar-stream';
import type pg from 'pg';
import { connectClient, type Login } from './sql.js';

/** A base backup over the replication protocol: what pg_basebackup does, which the installed PostgreSQL lacks. */
export interface BackupOptions extends Login {
  readonly host: string;
  readonly port: number;
  readonly directory: string;
  /** Names in the data directory that are not overwritten. */
  readonly keep: readonly string[];
  /** Server-side limit, bytes per second. */
  readonly bytesPerSecond?: number;
  readonly onProgress: (doneBytes: number, totalBytes: number) => void;
  /** Breaks the copy off with its reason. */
  readonly signal: AbortSignal;
}

/** PostgreSQL accepts 32 kB/s to 1 GB/s. */
const rateOf = (bytesPerSecond: number): number => Math.min(1_048_576, Math.max(32, Math.round(bytesPerSecond / 1024)));

/** Copies the whole data directory with the WAL it needs. Throws what the server refused, or a broken connection. */
export const baseBackup = async (options: BackupOptions): Promise<void> => {
  const { host, port, user, password, bytesPerSecond } = options;
  const client = await connectClient({
    host,
    port,
    user,
    replication: 'true',
    ...(password !== undefined && { password }),
    timeoutMs: 10_000,
  });
  const archive = new PassThrough({ highWaterMark: 1 << 20 });
  const unpacked = unpack(archive, options);
  unpacked.catch(() => undefined);
  const rate = bytesPerSecond === undefined ? [] : [`MAX_RATE ${rateOf(bytesPerSecond)}`];
  const settings = [
    `LABEL 'gs_ctl full build'`,
    'PROGRESS true',
    `CHECKPOINT 'fast'`,
    'WAL true',
    `MANIFEST 'no'`,
    ...rate,
  ];
  try {
    await runCopy(client, `BASE_BACKUP ( ${settings.join(', ')} )`, archive, options);
    archive.end();
    await unpacked;
  } finally {
    archive.destroy();
    await client.end().catch(() => undefined);
  }
};

/**
 * The reply is two result sets, a copy stream and a third result set. In the stream each message has a kind: `n` a new
 * archive begins, `d` its data, `p` bytes done so far, `m` a manifest.
 */
const runCopy = (client: pg.Client, command: string, archive: PassThrough, options: BackupOptions): Promise<void> =>
  new Promise((resolve, reject) => {
    let total = 0;
    const broken = (): void => reject(new Error('the connection to the server was lost'));
    client.once('end', broken);
    const settle = (error?: Error): void => {
      client.off('end', broken);
      if (error === undefined) resolve();
      else reject(error);
    };
    const query = {
      submit: (connection: pg.Connection) => connection.query(command),
      handleRowDescription: () => undefined,
      handleDataRow: ({ fields }: { fields: (string | null)[] }) => {
        // Table spaces: oid, location, size in kB (estimated, because of PROGRESS).
        if (fields.length === 3) total += Number(fields[2]) * 1024;
      },
      handleCommandComplete: () => undefined,
      handleEmptyQuery: () => undefined,
      handlePortalSuspended: () => undefined,
      handleCopyInResponse: () => undefined,
      handleCopyData: ({ chunk }: { chunk: Buffer }, connection: pg.Connection) => {
        const kind = String.fromCharCode(chunk[0] ?? 0);
        if (kind === 'p') options.onProgress(Number(chunk.readBigInt64BE(1)), total);
        if (options.signal.aborted) settle(options.signal.reason as Error);
        if (kind !== 'd' || archive.write(chunk.subarray(1))) return;
        const { stream } = connection as unknown as { stream: NodeJS.ReadableStream };
        stream.pause();
        archive.once('drain', () => stream.resume());
      },
      handleReadyForQuery: () => settle(),
      handleError: (error: Error) => settle(error),
      callback: settle,
    };
    client.query(query as unknown as pg.Submittable);
  });

const unpack = async (archive: PassThrough, { directory, keep }: BackupOptions): Promise<void> => {
  const extract = tar.extract();
  archive.pipe(extract);
  archive.once('error', (error) => extract.destroy(error));
  archive.once('close', () => extract.destroy());
  for await (const entry of extract) {
    const { name, type, linkname, mode } = entry.header;
    const path = join(directory, name);
    if (keep.includes(name)) {
      entry.resume();
    } else if (type === 'directory') {
      mkdirSync(path, { recursive: true, mode: 0o700 });
      entry.resume();
    } else if (type === 'symlink') {
      symlinkSync(linkname, path);
      entry.resume();
    } else {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      const file = await open(path, 'w', mode);
      await finished(entry.pipe(file.createWriteStream()));
    }
  }
};
