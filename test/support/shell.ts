import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';

/** A shell in which `sdr` is this project's built command line. */
export interface Shell {
  run(line: string): Promise<Ended>;
  /** Starts what runs until it is ended; answers the match when its output shows the pattern. */
  open(line: string, pattern: RegExp): Promise<RegExpExecArray>;
  /** Sets a variable for what is run from now on. */
  set(name: string, value: string): void;
  /** Ends what was opened, as Ctrl-C does, and answers how each ended. */
  interrupt(): Promise<readonly Ended[]>;
  close(): Promise<void>;
}

export interface Ended {
  readonly exitCode?: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

const MAIN = new URL('../../dist/client/main.js', import.meta.url).pathname;

export const openShell = (): Shell => {
  const bin = mkdtempSync(join(tmpdir(), 'sdr-bin-'));
  writeFileSync(join(bin, 'sdr'), `#!/bin/sh\nexec '${process.execPath}' '${MAIN}' "$@"\n`);
  chmodSync(join(bin, 'sdr'), 0o755);
  const env: Record<string, string> = { PATH: `${bin}:${process.env['PATH'] ?? ''}`, TERM: 'dumb' };
  const opened: ReturnType<typeof start>[] = [];
  // Each in a process group of its own, as in a terminal.
  const start = (line: string) => execa('bash', ['-c', line], { env, reject: false, stdin: 'ignore', detached: true });
  const interrupt = async (): Promise<readonly Ended[]> => {
    for (const { pid } of opened) if (pid !== undefined) process.kill(-pid, 'SIGINT');
    return (await Promise.all(opened.splice(0))).map(endOf);
  };
  return {
    run: async (line) => endOf(await start(line)),
    open: async (line, pattern) => {
      const child = start(`exec ${line}`);
      opened.push(child);
      let text = '';
      const shown = new Promise<RegExpExecArray>((resolve) => {
        for (const stream of [child.stdout, child.stderr])
          stream.on('data', (chunk: Buffer) => {
            const match = pattern.exec((text += chunk.toString()));
            if (match !== null) resolve(match);
          });
      });
      const over = child.then(() => Promise.reject(new Error(`${line} ended: ${text}`)));
      over.catch(() => undefined);
      return Promise.race([shown, over]);
    },
    set: (name, value) => void (env[name] = value),
    interrupt,
    close: async () => {
      await interrupt();
      rmSync(bin, { recursive: true });
    },
  };
};

const endOf = ({ exitCode, stdout, stderr }: Ended): Ended => ({ exitCode, stdout, stderr });
