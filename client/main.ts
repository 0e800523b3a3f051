#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { addWorkerCommand } from '../worker/command.js';
import { report } from './cli/errors.js';
import { ignoreClosedPipes } from './cli/output.js';
import { addCredentialsCommand } from './commands/credentials.js';
import { addLabCommand } from './commands/lab.js';
import { addQueryCommand } from './commands/query.js';
import { addStartCommand } from './commands/start.js';
import { addStatusCommand } from './commands/status.js';
import { addSteerCommands } from './commands/steer.js';

/** The command line: arguments in, library called, exit status out. */
const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

const program = new Command('sdr')
  .description('Streaming disaster recovery between two openGauss clusters, as durable workflows')
  .version(version)
  .showHelpAfterError('Try: sdr --help')
  .configureHelp({ showGlobalOptions: true })
  .exitOverride();

addStartCommand(program);
addStatusCommand(program);
addQueryCommand(program);
addSteerCommands(program);
addCredentialsCommand(program);
addWorkerCommand(program);
addLabCommand(program);
for (const command of program.commands) command.showHelpAfterError(`Try: sdr ${command.name()} --help`);

ignoreClosedPipes();
try {
  await program.parseAsync();
} catch (error) {
  report(error, wantsJson());
}

function wantsJson(): boolean {
  const { argv } = process;
  return argv[argv.indexOf('--output') + 1] === 'json' || (argv[2] === 'status' && argv.includes('--json'));
}
