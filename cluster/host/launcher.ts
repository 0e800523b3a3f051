import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { SdrError } from '../../domain/errors.js';
import type { FromProcess, ToProcess } from './launcher-messages.js';
import type { Launch, ProcessEnd } from './process.js';

/**
 * Starts commands from a small process instead of from this one. To start a command the system first copies what a
 * process has of memory; for a worker of 200 MB that takes 5 to 10 ms each time, in which it does nothing else.
 */
export interface Launcher {
  readonly launch: Launch;
  /** Ends the small process; commands that still run go on, as when the worker itself is killed. */
  close(): void;
}

/** The process is started with the first command, and again when it was killed. */
export const openLauncher = (program = fileURLToPath(new URL('launcher-process.js', import.meta.url))): Launcher => {
  let helper: Helper | undefined;
  return {
    launch: (...command) => {
      if (helper?.isAlive() !== true) helper = startHelper(program);
      return helper.launch(...command);
    },
    close: () => helper?.end(),
  };
};

interface Helper {
  readonly launch: Launch;
  isAlive(): boolean;
  end(): void;
}

/** A command that runs, and whom to tell. */
interface Running {
  readonly ended: (end: ProcessEnd) => void;
  readonly lost: () => void;
  readonly beforeKill?: (soFar: string) => Promise<void>;
}

const startHelper = (program: string): Helper => {
  // A signal for the worker's group is the worker's own matter.
  const child = fork(program, [], { execArgv: [], env: process.env, detached: true });
  const running = new Map<number, Running>();
  let last = 0;
  let gone = false;
  const send = (message: ToProcess): void => {
    child.send(message, (error) => {
      if (error !== null) running.get(message.id)?.lost();
    });
  };
  const onGone = (): void => {
    gone = true;
    for (const { lost } of running.values()) lost();
  };
  child.once('exit', onGone);
  child.once('error', onGone);
  child.on('message', (message: FromProcess) => {
    const known = running.get(message.id);
    if (message.kind === 'ended') known?.ended(message.end);
    else void known?.beforeKill?.(message.soFar).finally(() => send({ kind: 'kill', id: message.id }));
  });
  return {
    isAlive: () => !gone && child.connected,
    end: () => {
      if (child.connected) child.disconnect();
    },
    launch: (command, args, { signal, beforeKill, ...options }) =>
      new Promise((resolve, reject) => {
        const id = ++last;
        const cancel = (): void => send({ kind: 'cancel', id });
        const settle = (): void => {
          running.delete(id);
          signal?.removeEventListener('abort', cancel);
        };
        running.set(id, {
          ended: (end) => {
            settle();
            resolve(end);
          },
          lost: () => {
            settle();
            reject(new SdrError('E_COMMAND_FAILED', `the process that had started ${command} was killed`));
          },
          ...(beforeKill && { beforeKill }),
        });
        send({
          kind: 'run',
          id,
          program: command,
          args,
          options: { ...options, asksBeforeKill: beforeKill !== undefined },
        });
        if (signal?.aborted === true) cancel();
        else signal?.addEventListener('abort', cancel, { once: true });
      }),
  };
};
