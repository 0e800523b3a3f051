#!/usr/bin/env node
import { Command } from 'commander';
import { SdrError, ERRORS } from '../domain/errors.js';
import { addWorkerCommand } from './command.js';

/** The worker alone, without the rest of the command line: what a service manager starts. */
const program = new Command('sdr-worker');
addWorkerCommand(program);

try {
  await program.parseAsync(['node', 'sdr-worker', 'worker', ...process.argv.slice(2)]);
} catch (error) {
  const code = error instanceof SdrError ? error.code : 'E_INTERNAL';
  process.stderr.write(
    `sdr: [${code}] ${error instanceof Error ? error.message : String(error)}\nhint: ${ERRORS[code].hint}\n`,
  );
  process.exitCode = ERRORS[code].exit;
}
