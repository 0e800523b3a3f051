import { readFileSync, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { TOOLS } from '../../lab/tools/names.js';

/** Looks for secrets where they must not be: in files, processes, and everything the engine keeps. */
export interface Search {
  /** The forms of the secrets that stand in the text, by name; nothing of the secret itself. */
  formsIn(text: string | Buffer): readonly string[];
}

export const searchFor = (secrets: Readonly<Record<string, string>>): Search => {
  const forms = Object.entries(secrets).flatMap(([name, secret]) =>
    formsOf(secret).map(([form, text]) => [`${name} (${form})`, Buffer.from(text)] as const),
  );
  return {
    formsIn: (text) => {
      const bytes = typeof text === 'string' ? Buffer.from(text) : text;
      return forms.filter(([, form]) => bytes.includes(form)).map(([name]) => name);
    },
  };
};

/** As it is, URL-encoded, in hexadecimal, and in base64 wherever in the encoded text it begins. */
const formsOf = (secret: string): readonly (readonly [form: string, text: string])[] => [
  ['plain', secret],
  ['URL-encoded', encodeURIComponent(secret)],
  ['hexadecimal', Buffer.from(secret).toString('hex')],
  ...[0, 1, 2].flatMap((before) =>
    (['base64', 'base64url'] as const).map((encoding) => [encoding, coreOf(secret, before, encoding)] as const),
  ),
];

/** The characters that depend on the secret alone, when so many bytes stand before it. */
const coreOf = (secret: string, before: number, encoding: 'base64' | 'base64url'): string => {
  const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(secret)]);
  return bytes
    .subarray(0, bytes.length - (bytes.length % 3))
    .toString(encoding)
    .slice([0, 2, 3][before]);
};

/** Files below the directory that hold a secret, with its forms. */
export const filesWith = (search: Search, directory: string): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(
    filesBelow(directory).flatMap((path) => {
      const forms = search.formsIn(contentOf(path));
      return forms.length === 0 ? [] : [[path, forms] as const];
    }),
  );

/** Regular files with their modes; what goes away meanwhile is left out. */
export const modesBelow = (directory: string): Readonly<Record<string, string>> =>
  Object.fromEntries(filesBelow(directory).map((path) => [path, (statSync(path).mode & 0o777).toString(8)]));

const filesBelow = (directory: string): readonly string[] =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));

const contentOf = (path: string): Buffer => {
  try {
    return readFileSync(path);
  } catch {
    return Buffer.alloc(0);
  }
};

/** What was seen of processes while somebody watched. */
export interface ProcessesSeen {
  /** Commands that carried a secret as only the product's tools may, by tool. */
  readonly allowed: ReadonlySet<string>;
  readonly leaks: ReadonlySet<string>;
}

/** Looks at argument vectors and environments of all processes, over and over, until it is stopped. */
export const watchProcesses = (search: Search): { stop(): Promise<ProcessesSeen> } => {
  const seen = { allowed: new Set<string>(), leaks: new Set<string>() };
  const watch = new AbortController();
  const watching = (async () => {
    while (!watch.signal.aborted) {
      for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) lookAt(search, pid, seen);
      await setTimeout(5);
    }
  })();
  return {
    stop: async () => {
      watch.abort();
      await watching;
      return seen;
    },
  };
};

const lookAt = (search: Search, pid: string, seen: { allowed: Set<string>; leaks: Set<string> }): void => {
  const argv = contentOf(`/proc/${pid}/cmdline`).toString().split('\0').slice(0, -1);
  const leaking = argv.flatMap((word, index) => (search.formsIn(word).length > 0 ? [index] : []));
  const tool = toolOf(argv);
  if (leaking.length > 0) {
    if (tool !== undefined && leaking.every((index) => mayCarry(tool, argv, index))) seen.allowed.add(tool);
    else seen.leaks.add(`argv of ${argv.map((word) => search.formsIn(word)[0] ?? word.slice(0, 80)).join(' ')}`);
  }
  const environment = contentOf(`/proc/${pid}/environ`).toString().split('\0');
  for (const variable of environment.filter((text) => search.formsIn(text).length > 0))
    seen.leaks.add(`variable ${variable.split('=')[0] ?? ''} of ${argv[0] ?? ''} ${argv[1] ?? ''}`);
};

const CARRIERS = ['gs_ctl', 'gsql', 'gs_encrypt'] as const;
type Carrier = (typeof CARRIERS)[number];

/** The tool itself: the program, or the script that its interpreter runs. A shell with the tool in its text is none. */
const toolOf = (argv: readonly string[]): Carrier | undefined => {
  const files = argv.slice(0, 2).map((word) => basename(word));
  return CARRIERS.find((tool) => files.includes(tool) || files.includes(TOOLS[tool]));
};

/** `gs_ctl -P PWD`, `gsql -W PWD`, `gs_encrypt -f hadr USER|PWD`. */
const mayCarry = (tool: Carrier, argv: readonly string[], index: number): boolean => {
  const before = argv[index - 1];
  switch (tool) {
    case 'gs_ctl':
      return before === '-P';
    case 'gsql':
      return before === '-W';
    case 'gs_encrypt':
      return before === 'hadr' && argv[index - 2] === '-f';
  }
};

/** What is kept only while a run is open: heartbeats, memo, search attributes, last failures. */
export const watchRuns = (client: Client, search: Search): { stop(): Promise<ReadonlySet<string>> } => {
  const leaks = new Set<string>();
  const watch = new AbortController();
  const watching = (async () => {
    while (!watch.signal.aborted) {
      for await (const { workflowId, runId } of client.workflow.list()) {
        const described = await client.workflow.getHandle(workflowId, runId).describe();
        for (const form of formsWithin(search, described.raw)) leaks.add(`${form} in the description of ${workflowId}`);
      }
      await setTimeout(100);
    }
  })();
  return {
    stop: async () => {
      watch.abort();
      await watching;
      return leaks;
    },
  };
};

/** Everything the engine kept of all runs: every event, payloads as they came and decoded, memo, attributes. */
export const searchRuns = async (client: Client, search: Search) => {
  const leaks = new Set<string>();
  let events = 0;
  for await (const { workflowId, runId, raw } of client.workflow.list()) {
    const handle = client.workflow.getHandle(workflowId, runId);
    const history = await handle.fetchHistory();
    events += history.events?.length ?? 0;
    for (const event of history.events ?? [])
      for (const form of formsWithin(search, event))
        leaks.add(`${form} in ${workflowId}, event ${String(event.eventId)}`);
    for (const form of [...formsWithin(search, raw), ...formsWithin(search, (await handle.describe()).raw)])
      leaks.add(`${form} in the description of ${workflowId}`);
  }
  return { events, leaks };
};

/** Forms of secrets in any text or bytes below the value. */
const formsWithin = (search: Search, value: unknown): readonly string[] => {
  if (typeof value === 'string') return search.formsIn(value);
  if (value instanceof Uint8Array) return search.formsIn(Buffer.from(value));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, below]) => [...search.formsIn(key), ...formsWithin(search, below)]);
};
