import { Command, InvalidArgumentError } from 'commander';
import { report } from '../client/cli/errors.js';
import { ignoreClosedPipes, progress } from '../client/cli/output.js';
import { ERRORS } from '../domain/errors.js';
import { runDemo, type DemoOptions } from './demo.js';

const MEGABYTE = 1024 ** 2;
const DEFAULT_MEGABYTES = 128;

const megabytes = (text: string): number => {
  if (!/^[1-9]\d{0,4}$/.test(text)) throw new InvalidArgumentError('It must be a whole number of megabytes.');
  return Number(text);
};

const program = new Command('npm start --')
  .description('Brings up Temporal and two clusters on this machine, and ties them into streaming disaster recovery.')
  .option('--exit', 'end by itself; status 0 only when everything was as it should be', false)
  .option('--keep', 'go on with the clusters of the last time, and leave them for the next', false)
  .option('--size <MB>', 'size of the data that is copied', megabytes, DEFAULT_MEGABYTES)
  .exitOverride()
  .action(({ exit, keep, size }: { exit: boolean; keep: boolean; size: number }) =>
    demonstrate({ exit, keep, bytes: size * MEGABYTE }),
  );

const demonstrate = async (options: DemoOptions): Promise<void> => {
  const stopping = new AbortController();
  const stop = (): void => {
    if (stopping.signal.aborted) progress('still ending; everything this started is being stopped');
    stopping.abort();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  try {
    process.exitCode = (await runDemo(options, stopping.signal)) ? 0 : 1;
  } catch (error) {
    if (!stopping.signal.aborted) throw error;
    process.exitCode = ERRORS.E_INTERRUPTED.exit;
  }
};

ignoreClosedPipes();
try {
  await program.parseAsync();
} catch (error) {
  report(error, false);
}
