import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { labDirectory, labDown, type LabStatus } from '../../lab/index.js';
import { differencesFrom } from '../support/json-shapes.js';
import { inShell, sdrOnTerminal, type CliOptions, type Ended, type Running } from '../support/cli.js';

/** docs/lab.md from its first command to its last, typed into a shell; and what is said to those who type wrong. */
const name = `cli-${process.pid}`;
const directory = labDirectory(name);
/** The Temporal program's cache is this user's. */
const here: CliOptions = { env: { HOME: homedir(), TERM: 'dumb' } };
let there = here;
const run = (line: string): Promise<Ended> => inShell(line, there);
const opened: Running[] = [];
afterAll(async () => {
  for (const terminal of opened) terminal.signal('SIGKILL');
  await labDown({ directory });
});

/** The page's commands about our own lab, with the files that `up` named. */
const ours = (line: string): string =>
  line
    .replace(/^sdr lab (fault [\w-]+|(?!list)\w+)/, `$& --name ${name}`)
    .replace(/-X (north|south)\.xml/, `-X ${directory}/$1.xml`);

const blocks: readonly (readonly string[])[] = [
  ...readFileSync(new URL('../../docs/lab.md', import.meta.url), 'utf8').matchAll(/^```sh\n([^]*?)^```/gm),
]
  .map(([, text = '']) => text.trim().split('\n').map(ours))
  // What npm runs in a clone, for half an hour and more, has its own tests.
  .filter(([first = '']) => first.startsWith('sdr '));

const inTurn = async (lines: readonly string[]): Promise<void> => {
  for (const line of lines) expect({ line, ...(await run(line)) }).toMatchObject({ line, exit: 0 });
};

/** In terminals of their own; the comment says with which status a command ends. */
const atOnce = (lines: readonly string[]): Promise<unknown> =>
  Promise.all(
    lines.map(async (line) =>
      expect({ line, ...(await run(line)) }).toMatchObject({
        exit: Number(/# ends with (\d+)/.exec(line)?.[1] ?? 0),
      }),
    ),
  );

/** In a terminal of its own, where it stays. @returns what it has said when it shows the pattern */
const opens = async (line: string, pattern: RegExp): Promise<string> => {
  const terminal = sdrOnTerminal(line.split(' ').slice(1), there);
  opened.push(terminal);
  return terminal.said(pattern);
};

const status = async (): Promise<LabStatus> =>
  JSON.parse((await run(`sdr lab status --name ${name} --json`)).stdout) as LabStatus;

const roles = async (): Promise<readonly string[]> =>
  (await status()).clusters.flatMap(({ nodes }) => nodes.map(({ role, state }) => `${role} ${state}`));

const [up, terminals, wrong, refused, healed, related, again] = blocks as readonly (readonly string[])[] & {
  readonly length: 7;
};

test('the page has the blocks that are typed here', () => {
  expect(blocks).toHaveLength(7);
});

test('a lab comes up with what is to be typed next', async () => {
  const [first = '', ...others] = up!;
  const { exit, stdout, stderr } = await run(first);
  expect([exit, stderr]).toEqual([0, expect.stringContaining('starting both clusters')]);
  for (const text of [`sdr lab worker --name ${name} north`, `-m primary -X ${directory}/north.xml`])
    expect(stdout).toContain(text);
  await inTurn(others);
});

describe('what cannot be is refused with what there is, and what to do', () => {
  const mistakes: readonly (readonly [string, string, number, RegExp])[] = [
    ['a second lab of the same name', 'up --name NAME', 91, /there is a lab .*hint: Use it/s],
    ['a node that is not there', 'fault kill-datanode --name NAME west1', 2, /no node west1; it has north1, north2/],
    ['a cluster that is not there', 'fault cut --name NAME east', 2, /no cluster east; it has north, south/],
    ['a tool that is not there', 'fault tool --name NAME gs_om --hang', 2, /no tool gs_om; it has gs_ctl, gs_guc/],
    ['two misbehaviours of a tool', 'fault tool --name NAME gs_ctl --hang --garbage', 2, /exactly one of --hang/],
    ['a rate that is none', 'fault slow --name NAME north --rate fast', 2, /"fast" is no number of bytes/],
    ['a rate that is missing', 'fault slow --name NAME north', 2, /required option '--rate <bytes>'/],
    ['a fault that is none', 'fault rain --name NAME north', 2, /rain/],
    ['a fault that is not active', 'heal --name NAME 7', 2, /no fault 7 is active; active are: none/],
    ['a snapshot that is not there', 'restore --name NAME then', 2, /no snapshot then; there is none/],
    ['a program that is not there', 'exec --name NAME north1 gs_dump', 2, /node north1: gs_dump cannot be run/],
    ['a size that is none', 'up --name other --bytes much', 2, /"much" is no number of bytes/],
    ['a name that leads elsewhere', 'down --name ../other', 2, /"..\/other" is no name of a lab/],
    ['a lab that is not there', 'status --name nobody-has-this', 90, /there is no lab nobody-has-this/],
  ];
  let answers: ReadonlyMap<string, Promise<Ended>>;
  beforeAll(() => {
    // None of them waits for another.
    answers = new Map(mistakes.map(([title, words]) => [title, run(`sdr lab ${words.replace('NAME', name)}`)]));
  });

  test.each(mistakes)('%s', async (title, _, exit, says) => {
    expect(await answers.get(title)).toMatchObject({ exit, stdout: '', stderr: expect.stringMatching(says) });
  });

  test('and nothing was done', async () => {
    expect(await status()).toMatchObject({ faults: [], clusters: [{ state: 'Normal' }, { state: 'Normal' }] });
  });
});

const json = async (command: string): Promise<unknown> => JSON.parse((await run(`sdr lab ${command} --json`)).stdout);

test('what is printed as JSON is what docs/json.md says', async () => {
  expect(differencesFrom('Lab status', await status())).toEqual([]);
  await inTurn([`sdr lab fault tool --name ${name} gsql --exit 1 --matching never --times 2`]);
  const faults = await json(`faults --name ${name}`);
  expect(faults).toMatchObject([{ id: 1, left: 2 }]);
  expect(differencesFrom('Lab faults', faults)).toEqual([]);
  await inTurn([`sdr lab heal --name ${name} 1`]);
  const labs = await json('list');
  expect(labs).toContainEqual({ name, directory, state: 'complete' });
  expect(differencesFrom('Labs', labs)).toEqual([]);
});

test('exec gives a command the node’s environment and input, and takes its exit status', async () => {
  const { exit, stdout } = await run(
    `echo 'hostname; echo $GAUSSHOME; exit 7' | sdr lab exec --name ${name} south2 bash`,
  );
  expect([exit, stdout]).toEqual([7, `south2\n${directory}/south2/app\n`]);
});

test('each fault explains itself', async () => {
  const { stdout } = await run('sdr lab fault slow-build --help');
  expect(stdout).toMatch(/Seen: [^]*Healed: [^]*Example: sdr lab fault slow-build south1 --rate 512kB/);
});

test('a Temporal server and a worker of each cluster', async () => {
  const [server = '', ...workers] = terminals!;
  const ADDRESS = /export TEMPORAL_ADDRESS=(\S+)/;
  const [, temporal = ''] = ADDRESS.exec(await opens(server, ADDRESS)) ?? [];
  there = { ...here, temporal };
  await Promise.all(workers.map((line) => opens(line, /the worker is ready/)));
});

test('a start that a fault stands against is refused; healed, both sides go on to the end', async () => {
  await inTurn(wrong!);
  await atOnce(refused!);
  await inTurn(healed!);
  await atOnce(related!);
  expect(await roles()).toEqual([
    ...['Primary Normal', 'Standby Normal', 'Standby Normal'],
    ...['Main Standby Normal', 'Cascade Standby Normal', 'Cascade Standby Normal'],
  ]);
}, 300_000);

test('Ctrl-C ends worker and server, and the lab stays', async () => {
  for (const terminal of opened) terminal.write('\u0003');
  expect((await Promise.all(opened.splice(0).map(({ ended }) => ended))).map(({ exit }) => exit)).toEqual([0, 0, 0]);
  expect((await status()).running).toBe(true);
});

test('a snapshot brings the relationship back; down leaves nothing', async () => {
  await inTurn(again!);
  expect(existsSync(directory)).toBe(false);
  expect(await run(`sdr lab down --name ${name}`)).toMatchObject({ exit: 90 });
});
