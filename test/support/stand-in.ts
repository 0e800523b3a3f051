import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Host } from '../../cluster/host/host.js';
import { localHost } from '../../cluster/host/local-host.js';
import { fakeHome, type FakeHome } from './fake-cluster-home.js';

export interface Answer {
  readonly stdout?: string;
  readonly stderr?: string;
  readonly exitCode?: number;
}

export interface Call {
  readonly argv: readonly string[];
  readonly stdin: string;
}

/** A node whose tools are small scripts: each says what it is told to, and writes down how it was called. */
export interface StandInNode {
  readonly home: FakeHome;
  readonly host: Host;
  answers(tool: string, answer: Answer): Promise<void>;
  /** The last call of the tool. */
  callOf(tool: string): Promise<Call>;
  remove(): Promise<void>;
}

export const standInNode = async (): Promise<StandInNode> => {
  const home = await fakeHome();
  const before = process.env['HOME'];
  process.env['HOME'] = home.directory;
  const at = (tool: string, what: string): string => join(home.directory, `${tool}.${what}`);
  return {
    home,
    host: localHost('127.0.0.1'),
    answers: async (tool, { stdout = '', stderr = '', exitCode = 0 }) => {
      await writeFile(at(tool, 'stdout'), stdout);
      await writeFile(at(tool, 'stderr'), stderr);
      await home.program(
        tool,
        [
          `printf '%s\\0' ${tool} "$@" >${at(tool, 'argv')}`,
          `cat >${at(tool, 'stdin')}`,
          `cat ${at(tool, 'stdout')}; cat ${at(tool, 'stderr')} >&2; exit ${exitCode}`,
        ].join('\n'),
      );
    },
    callOf: async (tool) => ({
      argv: (await readFile(at(tool, 'argv'), 'utf8')).split('\0').slice(0, -1),
      stdin: await readFile(at(tool, 'stdin'), 'utf8'),
    }),
    remove: async () => {
      process.env['HOME'] = before;
      await home.remove();
    },
  };
};
