import type { FromProcess, ToProcess } from './launcher-messages.js';
import { runProcess } from './process.js';

/**
 * The process of a launcher: starts commands and tells how they end. It ends with the connection to the one it serves,
 * and leaves what still runs running.
 */
interface Running {
  readonly cancel: AbortController;
  mayKill?: () => void;
}

const running = new Map<number, Running>();

/** The worker it serves may just have died: then nobody is left to tell. */
const tell = (message: FromProcess): void => void process.send?.(message, undefined, undefined, () => undefined);

const run = async ({ id, program, args, options }: Extract<ToProcess, { kind: 'run' }>): Promise<void> => {
  const { asksBeforeKill, ...plain } = options;
  const command: Running = { cancel: new AbortController() };
  running.set(id, command);
  const beforeKill = (soFar: string): Promise<void> =>
    new Promise((resolve) => {
      command.mayKill = resolve;
      tell({ kind: 'before kill', id, soFar });
    });
  const { signal } = command.cancel;
  const end = await runProcess(program, args, { ...plain, signal, ...(asksBeforeKill && { beforeKill }) });
  running.delete(id);
  tell({ kind: 'ended', id, end });
};

process.on('message', (message: ToProcess) => {
  switch (message.kind) {
    case 'run':
      void run(message);
      break;
    case 'cancel':
      running.get(message.id)?.cancel.abort();
      break;
    case 'kill':
      running.get(message.id)?.mayKill?.();
      break;
  }
});
process.on('disconnect', () => process.exit());
// Whoever ends a service tells all its processes; the worker that this one serves still needs it while it ends.
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined);
