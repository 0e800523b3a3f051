import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { endMarked, labDirectory, labDown, labUp, openLab, type Lab, type Mark } from '../lab/index.js';
import { startDevServer, type DevServer } from '../lab/temporal/dev-server.js';
import { findTemporalProgram } from '../lab/temporal/find-program.js';
import { startWorkers, type Workers } from './workers.js';

/** Everything the demonstration runs on. */
export interface Stage {
  readonly lab: Lab;
  readonly server: DevServer;
  /** Ends all of it and nothing else; with `keep` the clusters and the server's memory stay on disk. */
  close(): Promise<void>;
}

export interface StageOptions {
  /** Goes on with the clusters of the last time, and leaves them for the next. */
  readonly keep: boolean;
  readonly bytes: number;
  readonly say: (sentence: string) => void;
}

/** Two regions are not one machine: what a build has to cross lets it be watched. */
const BETWEEN_REGIONS = 32 * 1024 ** 2;
const UI_PORT = 8233;
const PORT = 7233;

/** Brings up a Temporal server with its Web UI, the two clusters and a worker for each. What fails halfway is ended. */
export const openStage = async ({ keep, bytes, say }: StageOptions): Promise<Stage> => {
  const program = await findTemporalProgram(say);
  const closing: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const end of closing.toReversed()) await end();
    closing.length = 0;
  };
  try {
    const lab = await clusters({ keep, bytes, say });
    closing.push(() => (keep ? lab.stop() : labDown(lab)));
    say('starting the Temporal server and the workers');
    const server = await serverIn(lab.directory, program);
    closing.push(() => server.stop());
    tellOtherPorts(server, say);
    const workers: Workers = await startWorkers(lab, server.address);
    closing.push(() => workers.stop());
    return { lab, server, close };
  } catch (error) {
    await close();
    throw error;
  }
};

const serverIn = (directory: string, program: string): Promise<DevServer> =>
  startDevServer({
    program,
    databaseFile: join(directory, 'temporal.db'),
    logFile: join(directory, 'temporal.log'),
    preferredPort: PORT,
    preferredUiPort: UI_PORT,
    env: { [markOf(directory).variable]: directory },
  });

/** A server whose demonstration was killed is found by this, and ended by the next one in the same directory. */
const markOf = (directory: string): Mark => ({ variable: 'SDR_DEMO', value: directory });

const tellOtherPorts = ({ address, uiAddress }: DevServer, say: StageOptions['say']): void => {
  if (!address.endsWith(`:${PORT}`)) say(`port ${PORT} is taken: the Temporal server listens on ${address}`);
  if (!uiAddress.endsWith(`:${UI_PORT}`)) say(`port ${UI_PORT} is taken: the Web UI is at ${uiAddress}`);
};

/** Fresh ones, or those of the last time. A demonstration that still runs keeps its own. */
const clusters = async ({ keep, bytes, say }: StageOptions): Promise<Lab> => {
  const name = freeName();
  await endMarked(markOf(labDirectory(name)));
  const left = existing(name);
  if (left !== undefined && keep) {
    say(`starting the clusters of the last time in ${left.directory}`);
    await left.stop();
    await left.start();
    return owned(left);
  }
  if (left !== undefined) await labDown(left);
  const lab = owned(await labUp({ name, bytes, say }));
  await lab.fault({ kind: 'link', from: 'north', how: 'slow', bytesPerSecond: BETWEEN_REGIONS });
  return lab;
};

const existing = (name: string): Lab | undefined => {
  try {
    return openLab(labDirectory(name));
  } catch {
    return undefined;
  }
};

const freeName = (): string => {
  for (let number = 1; ; number++) {
    const name = number === 1 ? 'start' : `start-${number}`;
    const owner = ownerOf(labDirectory(name));
    if (owner === undefined || owner === process.pid) return name;
  }
};

const OWNER = 'owner.pid';

const owned = (lab: Lab): Lab => {
  writeFileSync(join(lab.directory, OWNER), String(process.pid));
  return lab;
};

/** The demonstration that runs on these clusters now. A process id may have been given to something else meanwhile. */
const ownerOf = (directory: string): number | undefined => {
  const file = join(directory, OWNER);
  if (!existsSync(file)) return undefined;
  const pid = readFileSync(file, 'utf8');
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('start.mjs') ? Number(pid) : undefined;
  } catch {
    return undefined;
  }
};
