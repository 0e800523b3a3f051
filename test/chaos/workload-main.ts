import { setTimeout } from 'node:timers/promises';
import type pg from 'pg';
import { SAMPLE_DATABASE } from '../../lab/index.js';
import { connectLocally } from '../../lab/postgres/sql.js';
import { readTopology } from '../../lab/topology.js';
import { payloadOf, TABLE } from './rows.js';

/**
 * Writes row after row into the primary of north, and says the id of each that was acknowledged. A write of which nobody
 * knows what became is not tried again. Ends when its standard input does.
 */
const { clusters, user } = readTopology(process.argv[2] ?? '');
const [primary] = clusters.north.nodes;
const PAUSE_MS = 20;
const AGAIN_MS = 200;

const stopped = new AbortController();
process.stdin.on('end', () => stopped.abort());
process.stdin.resume();
// A Ctrl-C on the terminal is for whoever started this.
process.on('SIGINT', () => undefined);

const pause = (ms: number): Promise<void> =>
  setTimeout(ms, undefined, { signal: stopped.signal }).catch(() => undefined);

let client: pg.Client | undefined;
for (let id = 1; !stopped.signal.aborted; id++) {
  try {
    client ??= await connectLocally(primary!, user.name, { database: SAMPLE_DATABASE });
    await client.query(`insert into ${TABLE} (id, payload) values ($1, $2)`, [id, payloadOf(id)]);
    process.stdout.write(`${id}\n`);
    await pause(PAUSE_MS);
  } catch {
    client?.end().catch(() => undefined);
    client = undefined;
    await pause(AGAIN_MS);
  }
}
await client?.end().catch(() => undefined);
