import { readFileSync, writeFileSync } from 'node:fs';
import type pg from 'pg';
import { rewrite } from '../postgres/functions.js';
import { connectClient } from '../postgres/sql.js';
import { splitStatements } from './split-statements.js';
import { option, parseOptions, runTool, type Options, type Tool } from './tool.js';

/** gsql: on the node's socket, as the OS user or with -U and -W. Ends with 0 although a statement failed, as the real one does. */
const FLAGS = ['-t', '-A', '-X', '-q', '-m', '-r'];

const words = process.argv
  .slice(2)
  .flatMap((word) => (word.startsWith('--file=') ? ['--file', word.slice(7)] : [word]));
const options = parseOptions(words, FLAGS);
const output = option(options, '--output', '-o');
const source = option(options, '-f', '--file');
const loneDash = process.argv.includes('-');

const script = loneDash ? '' : readScript(options);

void runTool('gsql', run, () => script);

function readScript(given: Options): string {
  const command = option(given, '-c', '--command');
  if (command !== undefined) return command;
  return readFileSync(source === undefined || source === '-' ? 0 : source, 'utf8');
}

async function run(tool: Tool): Promise<number> {
  if (loneDash) {
    tool.err("gsql: The option '-' is not a valid option.\n");
    return 1;
  }
  const began = Date.now();
  const client = await connect(tool);
  if (typeof client === 'number') return client;
  const rows: string[] = [];
  for (const { text, line } of splitStatements(script)) {
    try {
      rows.push(...(await execute(client, text)));
    } catch (error) {
      const place = source === undefined ? '' : `gsql:${source === '-' ? '<stdin>' : source}:${line}: `;
      tool.err(`${place}ERROR:  ${error instanceof Error ? error.message : String(error)}\n`);
    }
  }
  await client.end();
  const text = rows.map((row) => `${row}\n`).join('');
  if (output === undefined) tool.out(text);
  else writeFileSync(output, text);
  if (source !== undefined) tool.out(`total time: ${Date.now() - began}  ms\n`);
  return 0;
}

async function connect(tool: Tool): Promise<pg.Client | number> {
  const user = option(options, '-U');
  const password = option(options, '-W');
  const port = Number(option(options, '-p') ?? tool.node.datanode.port);
  try {
    return await connectClient({
      host: tool.node.pgHost,
      port,
      database: option(options, '-d') ?? 'postgres',
      user: user ?? tool.topology.user.name,
      ...(password !== undefined && { password }),
      timeoutMs: 10_000,
    });
  } catch (error) {
    const code = (error as { code?: string }).code ?? '';
    const refused = code.startsWith('28') || /password/.test(String(error));
    tool.err(
      refused ? 'gsql: FATAL:  Invalid username/password,login denied.\n' : `failed to connect Unknown:${port}.\n`,
    );
    return 2;
  }
}

/** The rows as lines; a command without rows answers with its tag. */
async function execute(client: pg.Client, text: string): Promise<readonly string[]> {
  const { rows, command, fields } = await client.query<(string | null)[]>({ text: rewrite(text), rowMode: 'array' });
  const separator = option(options, '-F') ?? '|';
  if (fields.length > 0) return rows.map((row) => row.map((value) => value ?? '').join(separator));
  return options.values.has('-q') ? [] : [tagOf(text, command)];
}

function tagOf(text: string, command: string): string {
  const own = /^\s*(alter|drop)\s+global\s+configuration/i.exec(text)?.[1];
  return own === undefined ? command : `${own.toUpperCase()} GLOBAL CONFIGURATION`;
}
