import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const packageFile = fileURLToPath(import.meta.resolve('durable-sdr/package.json'));
const { bin } = JSON.parse(readFileSync(packageFile, 'utf8')) as { readonly bin: { readonly sdr: string } };

/** The command line of the installed package. */
const SDR = fileURLToPath(new URL(bin.sdr, import.meta.resolve('durable-sdr/package.json')));

/** Runs `sdr` to its end. @returns what it printed */
export const sdr = async (words: readonly string[], input = ''): Promise<string> => {
  const running = promisify(execFile)(process.execPath, [SDR, ...words]);
  running.child.stdin?.end(input);
  return (await running).stdout;
};

/** A process that runs until it is ended. */
export interface Running {
  /** What it had said by the time it was ready. */
  readonly said: string;
  readonly end: () => Promise<void>;
}

export const sdrRunning = (
  words: readonly string[],
  ready: RegExp,
  env: Readonly<Record<string, string>> = {},
): Promise<Running> => running(process.execPath, [SDR, ...words], ready, env);

/** Starts it, and returns when it said that it is ready. */
export const running = async (
  program: string,
  args: readonly string[],
  ready: RegExp,
  env: Readonly<Record<string, string>> = {},
): Promise<Running> => {
  // A Ctrl-C on the terminal is for the rehearsal, which ends this in its turn.
  const child = spawn(program, args, { env: { ...process.env, ...env }, detached: true });
  let said = '';
  await new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        said += text;
        if (ready.test(said)) resolve();
      });
    }
    child.once('error', reject);
    child.once('exit', (status) => reject(new Error(`${program} ${args.join(' ')} ended with ${status}:\n${said}`)));
  });
  const untimely = (status: number | null): void =>
    void process.stderr.write(`${args.join(' ')} ended with ${status}:\n${said}\n`);
  child.once('exit', untimely);
  return {
    said,
    end: async () => {
      child.off('exit', untimely);
      await end(child);
    },
  };
};

const end = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
};
