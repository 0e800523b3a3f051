import { join } from 'node:path';
import { once } from 'node:events';
import type { Command } from 'commander';
import { progress, result } from '../../cli/output.js';
import { ended } from './interrupt.js';
import { withName, type LabName } from './named.js';

export const addTemporalCommand = (lab: Command): void => {
  withName(
    lab
      .command('temporal')
      .description(
        'run a Temporal server with Web UI for the lab, until Ctrl-C; what it remembers is kept until `down`',
      ),
  ).action(temporal);
};

/** One that was killed without its server leaves it running: it is ended first. */
const temporal = async ({ name }: LabName): Promise<void> => {
  const { endMarked, findLab, temporalMark } = await import('../../../lab/index.js');
  const { findTemporalProgram } = await import('../../../lab/temporal/find-program.js');
  const { startDevServer } = await import('../../../lab/temporal/dev-server.js');
  const { directory } = await findLab(name);
  const program = await findTemporalProgram(progress);
  const mark = temporalMark(directory);
  await endMarked(mark);
  const signal = ended();
  const server = await startDevServer({
    program,
    databaseFile: join(directory, 'temporal.db'),
    logFile: join(directory, 'temporal.log'),
    env: { [mark.variable]: mark.value },
  });
  result(`export TEMPORAL_ADDRESS=${server.address}`);
  progress(`Web UI: ${server.uiAddress}   Ctrl-C ends the server`);
  if (!signal.aborted) await Promise.race([once(signal, 'abort'), server.gone]);
  await server.stop();
};
