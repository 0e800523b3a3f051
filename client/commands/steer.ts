import { userInfo } from 'node:os';
import type { Command } from 'commander';
import type { Message, RunState } from '../../domain/start/run-state.js';
import type { ClusterName } from '../../domain/topology.js';
import { tellEnd } from '../cli/end.js';
import { follow } from '../cli/follow.js';
import { jsonOption, named, outputOption, type Form } from '../cli/options.js';
import { result } from '../cli/output.js';
import { headline } from '../render/run.js';
import type { Accepted } from '../temporal/accepted.js';
import { connectEngine, type Engine } from '../temporal/connection.js';
import { abortRun, retryRun } from '../temporal/steer.js';

interface SteerOptions {
  readonly cluster: string;
  readonly reason?: string;
  readonly by?: string;
  readonly output: Form;
}

interface Steer {
  readonly name: string;
  readonly description: string;
  readonly example: string;
  readonly tell: (engine: Engine, cluster: ClusterName, message: Message) => Promise<Accepted>;
  readonly end: (state: RunState, form: Form) => void;
}

/** `abort` and `retry`: what an operator says to a run. */
export const addSteerCommands = (program: Command): void => {
  add(program, {
    name: 'abort',
    description: 'stop a start, put back what can be put back, and say what cannot',
    example: 'sdr abort --cluster south --reason "wrong night"',
    tell: abortRun,
    end: tellAbort,
  });
  add(program, {
    name: 'retry',
    description: 'let a parked start go on at its failed step',
    example: 'sdr retry --cluster south --reason "the disk is larger now"',
    tell: retryRun,
    end: tellEnd,
  });
};

const add = (program: Command, { name, description, example, tell, end }: Steer): void => {
  program
    .command(name)
    .description(description)
    .requiredOption('--cluster <name>', 'the cluster whose start it is')
    .option('--reason <text>', 'why, for the records')
    .option('--by <who>', 'who asks, for the records (default: the OS user)')
    .addOption(outputOption())
    .addOption(jsonOption())
    .addHelpText('after', `\nExample:\n  ${example}`)
    .action(async ({ cluster: text, reason, by, output }: SteerOptions) => {
      const cluster = named(text);
      const engine = await connectEngine();
      try {
        const message = { by: by ?? userInfo().username, ...(reason !== undefined && { reason }) };
        const { ended } = await tell(engine, cluster, message);
        end(await follow(engine, cluster, ended), output);
      } finally {
        await engine.close();
      }
    });
};

/** To be aborted is what was asked for. */
const tellAbort = (state: RunState, form: Form): void => {
  if (state.phase !== 'aborted') {
    tellEnd(state, form);
    return;
  }
  const lost = state.facts.erased
    ? 'Its data was being overwritten and is lost; the datanodes are down. Start again, or restore a backup.'
    : 'Everything is as it was before the start.';
  result(form === 'json' ? JSON.stringify(state) : `${headline(state)}\n${lost}`);
};
