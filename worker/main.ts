#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { ERRORS, asSdrError, errorText } from '../domain/errors.js';
import { addWorkerCommand } from './command.js';
import { throwUsage } from './usage.js';

/** The worker alone, without the rest of the command line: what a service manager starts. */
const program = new Command('sdr');
addWorkerCommand(program);
throwUsage(program);

try {
  await program.parseAsync(['worker', ...process.argv.slice(2)], { from: 'user' });
} catch (error) {
  if (!(error instanceof CommanderError)) {
    const known = asSdrError(error);
    process.stderr.write(`${errorText(known)}\n`);
    process.exitCode = ERRORS[known.code].exit;
  }
}
