import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Lab } from '../../lab/index.js';

export interface Workload {
  /** Ends it. @returns the ids of the rows that were acknowledged */
  stop(): Promise<readonly number[]>;
}

const HOOKS = new URL('../../scripts/typescript.mjs', import.meta.url).href;
const MAIN = fileURLToPath(new URL('workload-main.ts', import.meta.url));
/** A primary that does not answer at the end keeps it no longer: what was acknowledged is known. */
const END_LIMIT_MS = 20_000;

/** A process of its own, which nothing that strikes the lab can make forget what was acknowledged. */
export const startWorkload = (lab: Lab): Workload => {
  const child = spawn(process.execPath, ['--import', HOOKS, MAIN, lab.directory], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.on('error', () => undefined);
  const acknowledged: number[] = [];
  const lines = createInterface(child.stdout).on('line', (line) => acknowledged.push(Number(line)));
  const over = Promise.all([once(lines, 'close'), once(child, 'exit')]);
  return {
    stop: async () => {
      const late = setTimeout(() => child.kill('SIGKILL'), END_LIMIT_MS);
      child.stdin.end();
      await over;
      clearTimeout(late);
      return acknowledged;
    },
  };
};
