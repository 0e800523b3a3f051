#!/usr/bin/env node
import './hide-arguments.js';
import { readFileSync } from 'node:fs';
import { CommanderError } from 'commander';
import { asSdrError, errorText } from '../../domain/errors.js';
import { throwUsage } from '../../worker/usage.js';
import { ignoreClosedPipes, progress } from '../cli/output.js';
import { gsSdrCommand } from './command.js';

/** `gs_sdr`: the original's flags and output, so that existing scripts keep working. Exit status 0, or 1 as there. */
const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

const command = gsSdrCommand(version);
throwUsage(command);
ignoreClosedPipes();
// The original has two short words for help.
const words = process.argv.slice(2).map((word) => (word === '-?' ? '--help' : word));
try {
  await command.parseAsync(words, { from: 'user' });
} catch (error) {
  const isHelp = error instanceof CommanderError && error.exitCode === 0;
  if (!isHelp) {
    if (!(error instanceof CommanderError)) progress(errorText(asSdrError(error)));
    process.exitCode = 1;
  }
}
// What a connection had still in flight must not keep the command, nor fail it.
process.exit();
