import { randomBytes } from 'node:crypto';
import { writeSync } from 'node:fs';
import { logCall, masked } from '../call-log.js';
import type { ToolFault } from '../faults/fault.js';
import { takeToolFault } from '../faults/in-force.js';
import { LAB_VARIABLE, NODE_VARIABLE, nodeNamed, readTopology, type LabNode, type LabTopology } from '../topology.js';

/** What a stand-in has to do with: its lab, the node it runs on, its arguments, and its two outputs. */
export interface Tool {
  readonly topology: LabTopology;
  readonly node: LabNode;
  readonly argv: readonly string[];
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

/** Answers with an exit status. */
export type Work = (tool: Tool) => Promise<number> | number;

/**
 * Runs a stand-in: notes the call, lets a fault take its place, and ends with the status the work answers. Output is
 * written synchronously: a tool that is killed has said what it had said.
 */
export const runTool = async (name: string, work: Work, sql?: () => string): Promise<never> => {
  const topology = readTopology(process.env[LAB_VARIABLE] ?? '');
  const node = nodeNamed(topology, process.env[NODE_VARIABLE] ?? '');
  const argv = process.argv.slice(2);
  const statement = sql?.();
  const ended = logCall(topology.directory, {
    cluster: node.cluster,
    node: node.name,
    tool: name,
    argv: masked(name, argv),
    ...(statement !== undefined && { sql: hideCipher(statement) }),
    ssh: process.env['SDR_LAB_SSH'] === '1',
    beganAt: performance.timeOrigin,
  });
  const tool: Tool = { topology, node, argv, out: (text) => write(1, text), err: (text) => write(2, text) };
  const code = await (faulty(tool, name) ?? attempt(tool, work));
  ended(code);
  process.exit(code);
};

const attempt = async (tool: Tool, work: Work): Promise<number> => {
  try {
    return await work(tool);
  } catch (error) {
    tool.err(`${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
};

const faulty = (tool: Tool, name: string): Promise<number> | undefined => {
  const does = takeToolFault(tool.topology, tool.node.name, name, tool.argv);
  return does && misbehave(tool, does);
};

const misbehave = (tool: Tool, does: ToolFault['does']): Promise<number> => {
  switch (does.kind) {
    case 'hang':
      return new Promise(() => setInterval(() => undefined, 60_000));
    case 'garbage':
      tool.out(`${randomBytes(300).toString('latin1')}\n`);
      return Promise.resolve(0);
    case 'flood':
      for (let left = does.bytes; left > 0; left -= 65_536) tool.out(`${'x'.repeat(Math.min(left, 65_536) - 1)}\n`);
      return Promise.resolve(0);
    case 'exit':
      if (does.says !== '') tool.out(`${does.says}\n`);
      return Promise.resolve(does.code);
  }
};

/** A pipe may be full, and its other end closed. */
const write = (fd: number, text: string): void => {
  let bytes = Buffer.from(text);
  while (bytes.length > 0) {
    try {
      bytes = bytes.subarray(writeSync(fd, bytes));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EAGAIN') continue;
      return;
    }
  }
};

const hideCipher = (sql: string): string => sql.replaceAll(/(hadr_user_info\s*=\s*')[^']*'/g, `$1***'`);

/** `-x value` options and single flags; what is no option stands in `rest`. */
export interface Options {
  readonly values: ReadonlyMap<string, readonly string[]>;
  readonly rest: readonly string[];
}

export const parseOptions = (argv: readonly string[], flags: readonly string[] = []): Options => {
  const values = new Map<string, string[]>();
  const rest: string[] = [];
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i] ?? '';
    if (!word.startsWith('-') || word === '-') rest.push(word);
    else if (flags.includes(word)) values.set(word, [...(values.get(word) ?? []), '']);
    else values.set(word, [...(values.get(word) ?? []), argv[++i] ?? '']);
  }
  return { values, rest };
};

export const option = ({ values }: Options, ...names: readonly string[]): string | undefined =>
  names.flatMap((name) => values.get(name) ?? [])[0];
