import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { wiringOf } from '../network/wiring.js';
import { connectClient } from '../postgres/sql.js';
import { nodesOf } from '../topology.js';
import { say } from './gs-ctl-log.js';
import { option, type Options, type Tool } from './tool.js';

const NAMES = ['version.cfg', '.cluster_user_record', 'hadr.key.cipher', 'hadr.key.rand'] as const;

/** Fetches gs_secure_files from the datanode that -C names, over its HA port, with user and password checked by it. */
export const copySecureFiles = async (tool: Tool, options: Options): Promise<number> => {
  const link = option(options, '-C') ?? '';
  const field = (name: string): string => new RegExp(String.raw`${name}=(\S+)`).exec(link)?.[1] ?? '';
  const remote = nodesOf(tool.topology).find(
    ({ dataIp, datanode }) => dataIp === field('remotehost') && datanode.port + 1 === Number(field('remoteport')),
  );
  const local = tool.node.dataIp === field('localhost');
  if (remote === undefined || !local) return notConnected(tool);
  let files: readonly (readonly [string, Buffer])[];
  try {
    const client = await connectClient({
      ...wiringOf(tool.topology).outgoing(tool.node, remote),
      user: option(options, '-U') ?? '',
      password: option(options, '-P') ?? '',
    });
    try {
      const { rows } = await client.query<{ name: string; content: string | null }>(
        `select name, encode(lab.secure_file(name), 'base64') as content from unnest($1::text[]) as name`,
        [NAMES],
      );
      files = rows.flatMap(({ name, content }) => (content === null ? [] : [[name, Buffer.from(content, 'base64')]]));
    } finally {
      await client.end();
    }
  } catch {
    return notConnected(tool);
  }
  if (files.length < NAMES.length) {
    say(tool, `the file list after copy is null.`);
    return 1;
  }
  const target = join(tool.node.datanode.directory, 'gs_secure_files');
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { mode: 0o700 });
  for (const [name, content] of files) writeFileSync(join(target, name), content, { mode: 0o600 });
  say(tool, 'copy remote secure files completed');
  return 0;
};

const notConnected = (tool: Tool): number => {
  say(tool, 'could not connect to server.');
  return 1;
};
