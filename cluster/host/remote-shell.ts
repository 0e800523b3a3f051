import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { execa } from 'execa';
import { BoundedText } from './bounded-text.js';
import type { RunResult } from './host.js';

/**
 * A shell on another node that stays open and runs short scripts one after the other: a script costs a write and a read
 * instead of a process here and a login there. For scripts that may run twice: one whose connection broke on the way is
 * run again once. Commands of the product get a connection of their own, which can be killed.
 */
export interface RemoteShell {
  run(script: string, limitMs?: number): Promise<RunResult>;
  /** Gives the connection back; the next script opens another. */
  end(): void;
}

const LIMIT_MS = 60_000;
/** A connection nobody uses this long is given back. */
const IDLE_MS = 10_000;
/** The announcement of an end fits in it, with what was said on stderr. */
const TAIL_BYTES = 8_192;

/** @param ssh what opens a session, without the command */
export const remoteShell = (ssh: readonly string[]): RemoteShell => {
  let session: Session | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let idle: NodeJS.Timeout | undefined;
  const end = (): void => {
    clearTimeout(idle);
    session?.end();
    session = undefined;
  };
  const attempt = async (script: string, limitMs: number): Promise<RunResult> => {
    session ??= openSession(ssh);
    const result = await session.run(script, limitMs);
    if (result.kind !== 'exited') end();
    return result;
  };
  const run = async (script: string, limitMs: number): Promise<RunResult> => {
    clearTimeout(idle);
    const wasOpen = session !== undefined;
    const result = await attempt(script, limitMs);
    // A connection that had been open may have broken while nobody used it: that says nothing about the node.
    const final = result.kind === 'unreachable' && wasOpen ? await attempt(script, limitMs) : result;
    // An open session keeps the process alive until then; without one nothing should.
    idle = setTimeout(end, IDLE_MS).unref();
    return final;
  };
  return {
    run: (script, limitMs = LIMIT_MS) => {
      const mine = last.then(() => run(script, limitMs));
      last = mine.catch(() => undefined);
      return mine;
    },
    end,
  };
};

interface Session {
  run(script: string, limitMs: number): Promise<RunResult>;
  end(): void;
}

/** `--norc`: bash takes itself for a login over the network otherwise, and reads what the login has read already. */
const openSession = (ssh: readonly string[]): Session => {
  const child = execa('ssh', [...ssh, 'exec bash --norc'], {
    buffer: false,
    reject: false,
    cleanup: false,
    detached: true,
  });
  child.catch(() => undefined);
  child.stdin.on('error', () => undefined);
  const complaints = new BoundedText();
  child.stderr.on('data', (chunk: Buffer) => complaints.add(chunk));
  const gone = (child.pid === undefined ? Promise.resolve() : once(child, 'exit')).then((): RunResult => {
    if (child.pid === undefined) return { kind: 'unreachable', why: 'no program ssh on this node' };
    return {
      kind: 'unreachable',
      why: complaints.toString().trim() || `ssh ended with status ${child.exitCode ?? '?'}`,
    };
  });
  return {
    run: async (script, limitMs) => {
      const mark = randomUUID();
      const answer = listen(child.stdout, mark);
      child.stdin.write(framed(script, mark));
      const limit = timeLimit(limitMs);
      try {
        return await Promise.race([answer.end, gone, limit.over]);
      } finally {
        limit.clear();
        answer.stop();
      }
    },
    end: () => {
      child.stdin.end();
      child.kill('SIGTERM');
    },
  };
};

/** Collects what comes between the two marks of one script. */
const listen = (stdout: NodeJS.ReadableStream, mark: string) => {
  const text = new BoundedText();
  const ended = new RegExp(String.raw`\n@@sdr-end ${mark} (\d+) ([A-Za-z0-9+/=]*)\n$`);
  let tail = '';
  let resolve: (result: RunResult) => void = () => undefined;
  const end = new Promise<RunResult>((settle) => (resolve = settle));
  const hear = (chunk: Buffer): void => {
    text.add(chunk);
    tail = (tail + chunk.toString('latin1')).slice(-TAIL_BYTES);
    const [trailer = '', status, said = ''] = ended.exec(tail) ?? [];
    if (status === undefined) return;
    const all = text.toString();
    const begin = all.indexOf(`\n@@sdr-begin ${mark}\n`);
    resolve({
      kind: 'exited',
      exitCode: Number(status),
      stdout: all.slice(begin < 0 ? 0 : begin + `\n@@sdr-begin ${mark}\n`.length, -trailer.length),
      stderr: Buffer.from(said, 'base64').toString('utf8'),
    });
  };
  stdout.on('data', hear);
  return { end, stop: () => stdout.off('data', hear) };
};

/**
 * The script in a subshell of its own, without input, its stderr kept apart. bash runs nothing before it has read the
 * closing bracket: of a script whose connection broke on the way no part is run.
 */
export const framed = (script: string, mark: string): string =>
  [
    `printf '\\n@@sdr-begin %s\\n' ${mark}; exec 3>&1`,
    `sdr_said=$( exec 2>&1 >&3 </dev/null`,
    script,
    `); printf '\\n@@sdr-end %s %s %s\\n' ${mark} $? "\${sdr_said:+$(printf %s "$sdr_said" | tail -c 2000 | base64 -w 0)}"`,
    ``,
  ].join('\n');

const timeLimit = (limitMs: number) => {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<RunResult>((resolve) => {
    timer = setTimeout(() => resolve({ kind: 'timed out', stdout: '', stderr: '' }), limitMs);
  });
  return { over, clear: () => clearTimeout(timer) };
};
