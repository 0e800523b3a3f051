import { Command } from 'commander';
import { addWorkerCommand } from '../worker/command.js';
import { throwUsage } from '../worker/usage.js';
import { addCheckCommand } from './commands/check.js';
import { addCredentialsCommand } from './commands/credentials.js';
import { addLabCommand } from './commands/lab.js';
import { addPlanCommand } from './commands/plan.js';
import { addQueryCommand } from './commands/query.js';
import { addStartCommand } from './commands/start.js';
import { addStatusCommand } from './commands/status.js';
import { addSteerCommands } from './commands/steer.js';

/** Every command with its options; what is wrong with arguments is thrown as E_USAGE. */
export const commandLine = (version: string): Command => {
  const program = new Command('sdr')
    .description('Streaming disaster recovery between two openGauss clusters, as durable workflows')
    .version(version);

  addCheckCommand(program);
  addStartCommand(program);
  addPlanCommand(program);
  addStatusCommand(program);
  addQueryCommand(program);
  addSteerCommands(program);
  addCredentialsCommand(program);
  addWorkerCommand(program);
  addLabCommand(program);
  throwUsage(program);
  return program;
};
