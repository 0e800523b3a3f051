import { availableParallelism, loadavg } from 'node:os';
import { Command, InvalidArgumentError } from 'commander';
import { startBothSides } from './both-sides.js';
import { processMargin, type Margin } from './calibrate.js';
import { figures, type Measured } from './figures.js';
import { largestGaps } from './gaps.js';
import { look } from './looks.js';
import { startAgain } from './re-entry.js';
import { figuresTable, gapsTable } from './render.js';
import { openRig, type Rig } from './rig.js';

interface Options {
  readonly runs: number;
  readonly json: boolean;
  readonly gaps: boolean;
  readonly netns: boolean;
}

const GAPS_SHOWN = 12;

const say = (sentence: string): void => void process.stderr.write(`${sentence}\n`);
const result = (text: string): void => void process.stdout.write(`${text}\n`);

const positive = (text: string): number => {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new InvalidArgumentError('It must be a positive whole number.');
  return Number(text);
};

/** `npm run bench`: figures, no judgement; it fails only when something breaks. */
const program = new Command('npm run bench --')
  .description(
    'Measures what the product adds to the tools it drives, on a lab of its own. docs/bench.md explains each row.',
  )
  .option('--runs <n>', 'how often everything is measured', positive, 3)
  .option('--json', 'the figures as JSON', false)
  .option('--netns', 'on nodes that are network namespaces, over real ssh; for root', false)
  .option('--gaps', 'also show where the product’s own time lies, in the last run', false)
  .action(bench);

await program.parseAsync();

async function bench({ runs, json, gaps, netns }: Options): Promise<void> {
  const [busy = 0] = loadavg();
  say(`${availableParallelism()} cores, ${busy.toFixed(1)} processes at work beside the bench`);
  const network = netns ? 'namespaces' : 'proxies';
  const rig = await openRig(say, network);
  const measured: Measured[] = [];
  try {
    const margin = await processMargin(rig);
    for (let run = 1; run <= runs; run++) measured.push(await measure(rig, margin, `run ${run} of ${runs}`));
  } finally {
    await rig.close();
  }
  const table = figures(measured, network);
  result(
    json ? JSON.stringify({ runs, cores: availableParallelism(), load: busy, figures: table }) : figuresTable(table),
  );
  const last = measured.at(-1);
  if (!gaps || last === undefined) return;
  for (const side of [last.start.primary, last.start.standby]) say(gapsTable(side, largestGaps(side, GAPS_SHOWN)));
}

async function measure(rig: Rig, margin: Margin, name: string): Promise<Measured> {
  say(`${name}: both sides`);
  const workerMs = await rig.begin();
  const start = await startBothSides(rig, margin);
  const looks = await look(rig);
  say(`${name}: again after a failure`);
  await rig.begin();
  const again = await startAgain(rig);
  return { workerMs, start, looks, again };
}
