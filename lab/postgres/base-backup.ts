import { spawn } from 'node:child_process';
import type { Writable } from 'node:stream';
import type pg from 'pg';
import { connectClient, type Login } from './sql.js';

/** A base backup over the replication protocol: what pg_basebackup does, which the installed PostgreSQL lacks. */
export interface BackupOptions extends Login {
  readonly host: string;
  readonly port: number;
  readonly directory: string;
  /** Names in the data directory that are not overwritten. */
  readonly keep: readonly string[];
  /** Told how far it is. @returns for how many milliseconds to take no more; it is asked again then. Throws: breaks off */
  readonly pace: (doneBytes: number, totalBytes: number) => number;
}

/** Copies the whole data directory with the WAL it needs. Throws what the server refused, or a broken connection. */
export const baseBackup = async (options: BackupOptions): Promise<void> => {
  const { host, port, user, password } = options;
  const client = await connectClient({
    host,
    port,
    user,
    replication: 'true',
    ...(password !== undefined && { password }),
    timeoutMs: 10_000,
  });
  const { archive, done } = unpack(options);
  const settings = [`LABEL 'gs_ctl full build'`, 'PROGRESS true', `CHECKPOINT 'fast'`, 'WAL true', `MANIFEST 'no'`];
  try {
    await runCopy(client, `BASE_BACKUP ( ${settings.join(', ')} )`, archive, options);
    // The server leaves out the two empty blocks that close an archive.
    archive.end(Buffer.alloc(1024));
    await done;
  } finally {
    archive.destroy();
    await client.end().catch(() => undefined);
  }
};

/**
 * The reply is two result sets, a copy stream and a third result set. In the stream each message has a kind: `n` a new
 * archive begins, `d` its data, `p` bytes done so far, `m` a manifest. What is done is counted here: the server tells it once a
 * second, and of what it has sent, not of what has arrived.
 */
const runCopy = (client: pg.Client, command: string, archive: Writable, options: BackupOptions): Promise<void> =>
  new Promise((resolve, reject) => {
    let total = 0;
    let done = 0;
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
        if (String.fromCharCode(chunk[0] ?? 0) !== 'd') return;
        const { stream } = connection as unknown as { stream: NodeJS.ReadableStream };
        // The parser writes the next message over this one: what is kept must be a copy.
        archive.write(Buffer.from(chunk.subarray(1)));
        done += chunk.length - 1;
        hold(stream, archive, () => options.pace(done, total), settle);
      },
      handleReadyForQuery: () => settle(),
      handleError: (error: Error) => settle(error),
      callback: settle,
    };
    client.query(query as unknown as pg.Submittable);
  });

/** Lets nothing more come while the pace or the unpacking wants it so. */
const hold = (
  stream: NodeJS.ReadableStream,
  archive: Writable,
  pace: () => number,
  breakOff: (reason: Error) => void,
): void => {
  try {
    const wait = pace();
    if (stream.isPaused()) return;
    if (wait <= 0 && !archive.writableNeedDrain) return;
    stream.pause();
    const goOn = (): void => {
      stream.resume();
      hold(stream, archive, pace, breakOff);
    };
    if (wait > 0) setTimeout(goOn, wait);
    else archive.once('drain', goOn);
  } catch (reason) {
    breakOff(reason instanceof Error ? reason : new Error(String(reason)));
  }
};

/** The archive's root is the data directory. Answers the input to write to and the end of the unpacking. */
const unpack = ({ directory, keep }: BackupOptions) => {
  const excluded = keep.map((name) => `--exclude=${name}`);
  const tar = spawn('tar', ['-x', '-C', directory, '--anchored', '--no-same-owner', ...excluded], {
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  tar.stdin.on('error', () => undefined);
  const done = new Promise<void>((resolve, reject) => {
    tar.once('error', reject);
    tar.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`tar ended with ${String(code)}`));
    });
  });
  done.catch(() => undefined);
  return { archive: tar.stdin, done };
};
