import { userInfo } from 'node:os';
import { Option, type Command } from 'commander';
import type { Message, RunState } from '../../domain/start/run-state.js';
import type { ClusterName } from '../../domain/topology.js';
import { named } from '../cli/options.js';
import { result } from '../cli/output.js';
import { headline } from '../render/run.js';
import { connectEngine, type Engine } from '../temporal/connection.js';
import { abortRun, pauseRun, resumeRun, retryRun, skipPart } from '../temporal/runs.js';
import { tellEnd } from './start.js';

interface SteerOptions {
  readonly cluster: string;
  readonly reason?: string;
  readonly by?: string;
  readonly output: 'text' | 'json';
}

type Steer = (engine: Engine, cluster: ClusterName, message: Message) => Promise<RunState>;

/** What an operator says to a run. */
export const addSteerCommands = (program: Command): void => {
  add(program, 'abort', 'stop a start, put back what can be put back, and say what cannot', abortRun, tellAbort);
  add(program, 'retry', 'let a parked start go on at its failed step', retryRun, tellEnd);
  add(program, 'skip', 'do without the check, ping or clean-up a start is parked at', skipPart, tellEnd);
  add(program, 'pause', 'halt a start before its next part', pauseRun, tellPhase);
  add(program, 'resume', 'let a paused start go on', resumeRun, tellPhase);
};

const add = (
  program: Command,
  name: string,
  description: string,
  steer: Steer,
  tell: (state: RunState, output: SteerOptions['output']) => void,
): void => {
  program
    .command(name)
    .description(description)
    .requiredOption('--cluster <name>', 'the cluster whose start it is')
    .option('--reason <text>', 'why, for the records')
    .option('--by <who>', 'who asks (default: the OS user)')
    .addOption(new Option('--output <form>', 'form of the result').choices(['text', 'json']).default('text'))
    .addHelpText('after', `\nExample:\n  sdr ${name} --cluster south --reason "wrong night"`)
    .action(async ({ cluster, reason, by, output }: SteerOptions) => {
      const engine = await connectEngine();
      try {
        const message = { by: by ?? userInfo().username, ...(reason !== undefined && { reason }) };
        tell(await steer(engine, named(cluster), message), output);
      } finally {
        await engine.close();
      }
    });
};

const tellPhase = (state: RunState, output: SteerOptions['output']): void => {
  const halting = state.pause !== undefined && state.phase === 'running' ? ', halts before its next part' : '';
  result(output === 'json' ? JSON.stringify(state) : `${headline(state)}${halting}`);
};

const tellAbort = (state: RunState, output: SteerOptions['output']): void => {
  if (state.phase !== 'aborted') {
    tellEnd(state, output);
    return;
  }
  const lost = state.facts.erased
    ? '\nIts data was being overwritten and is lost; the datanodes are down. Start again, or restore a backup.'
    : '\nEverything is as it was before the start.';
  result(output === 'json' ? JSON.stringify(state) : `${headline(state)}${lost}`);
};
