import { SdrError } from '../../domain/errors.js';
import type { Host, RunOptions, RunResult } from './host.js';
import { type Command, shown } from './secret.js';

export type Exited = Extract<RunResult, { kind: 'exited' }>;

const TAIL = 2_000;

/**
 * Runs the command and returns however it exited; what is no exit becomes an error.
 * @throws SdrError E_COMMAND_TIMED_OUT, E_NODE_UNREACHABLE, E_TOOL_MISSING; the signal's reason when cancelled.
 */
export const runToExit = async (host: Host, command: Command, options: RunOptions): Promise<Exited> => {
  const result = await host.run(command, options);
  const where = { node: host.address, command: shown(command) };
  switch (result.kind) {
    case 'exited':
      return result;
    case 'timed out':
      throw new SdrError('E_COMMAND_TIMED_OUT', `no end after ${options.timeoutMs / 1000} s; ${said(result)}`, where);
    case 'not found':
      throw new SdrError('E_TOOL_MISSING', 'no such program', where);
    case 'unreachable':
      throw new SdrError('E_NODE_UNREACHABLE', result.why, where);
    case 'cancelled':
      options.signal?.throwIfAborted();
      throw new SdrError('E_COMMAND_FAILED', 'the command was cancelled', where);
  }
};

/** As {@link runToExit}, and any exit code but 0 is E_COMMAND_FAILED with the end of what the tool said. */
export const runOk = async (host: Host, command: Command, options: RunOptions): Promise<Exited> => {
  const result = await runToExit(host, command, options);
  if (result.exitCode !== 0) throw commandFailed(host, command, result);
  return result;
};

/** The error for a command that ended otherwise than it should. */
export const commandFailed = (host: Host, command: Command, result: Exited): SdrError =>
  new SdrError('E_COMMAND_FAILED', `exit status ${result.exitCode}; ${said(result)}`, {
    node: host.address,
    command: shown(command),
  });

/** The error for an answer that makes no sense. */
export const notUnderstood = (host: Host, command: Command, text: string): SdrError =>
  new SdrError('E_OUTPUT_NOT_UNDERSTOOD', `it answered: ${tail(text) || '(nothing)'}`, {
    node: host.address,
    command: shown(command),
  });

const said = ({ stdout, stderr }: { stdout: string; stderr: string }): string =>
  `it said: ${tail(`${stdout}\n${stderr}`.trim()) || '(nothing)'}`;

/** A failure above 4 kB loses its message in the engine: the end of the output is what tells. */
export const tail = (text: string): string => (text.length > TAIL ? `…${text.slice(-TAIL)}` : text);
