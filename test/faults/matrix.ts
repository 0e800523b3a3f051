import { afterAll, beforeAll, test } from '@jest/globals';
import { reasonOf } from '../../engine/failures.js';
import { play, type Played } from './play.js';
import { resultOf, writeResults } from './results.js';
import { FAULT_SCENARIOS } from './scenarios/index.js';
import type { FaultScenario } from './scenario.js';
import { canBePlayed, openFaultStage, type FaultStage } from './stage.js';
import { expectAsTold } from './verdict.js';

/**
 * All fault scenarios, on several labs at once: they wait most of the time. Not part of `npm test`: `npm run faults` plays
 * them and says how each ended. SDR_FAULTS_ONLY: a pattern for titles; SDR_FAULTS_LABS: how many labs; SDR_FAULTS_NETNS=yes:
 * a third of them, on labs whose nodes are network namespaces; SDR_FAULTS_WRITE=yes: keep what was seen and print docs/faults.md from it.
 */
const only = new RegExp(process.env['SDR_FAULTS_ONLY'] ?? '');
const labs = Number(process.env['SDR_FAULTS_LABS'] ?? '2');
const network = process.env['SDR_FAULTS_NETNS'] === 'yes' ? 'namespaces' : 'proxies';
/** Over real ssh and packets each takes longer: a third of them. */
const share = network === 'namespaces' ? 3 : 1;
const chosen = FAULT_SCENARIOS.filter((one) => canBePlayed(one, network) && only.test(one.title)).filter(
  (_, index) => index % share === 0,
);

const keeps = process.env['SDR_FAULTS_WRITE'] === 'yes';

const stages: FaultStage[] = [];
const played = new Map<string, Played | Error>();

beforeAll(async () => {
  const waiting = [...chosen];
  const player = async (_: unknown, index: number): Promise<void> => {
    const stage = await openFaultStage(`faults-${index}`, network);
    stages.push(stage);
    for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) await seen(stage, one);
  };
  await Promise.all(Array.from({ length: Math.min(labs, chosen.length) }, player));
});
afterAll(() => Promise.all(stages.map((stage) => stage.close())));

const seen = async (stage: FaultStage, one: FaultScenario): Promise<void> => {
  const began = Date.now();
  // An error of its own: what others throw may be of another realm's class.
  const outcome = await play(stage, one).catch((error: unknown) => new Error(reasonOf(error)));
  played.set(one.title, outcome);
  if (keeps && !(outcome instanceof Error)) await writeResults(FAULT_SCENARIOS, [resultOf(one.title, outcome)]);
  const took = `${((Date.now() - began) / 1000).toFixed(0)} s`;
  const line = outcome instanceof Error ? `ERROR ${outcome.message}` : lineOf(outcome);
  process.stdout.write(`${took.padStart(6)}  ${one.title}\n        ${line}\n`);
};

const lineOf = ({ first: { phase, status, failure }, struck, differences, entries }: Played): string =>
  [
    `${phase} ${status} ${failure?.code ?? ''}`,
    `entries ${entries.north}/${entries.south}`,
    ...(struck ? [] : ['NOT STRUCK']),
    ...differences.map((difference) => `DIFFERS ${difference.slice(0, 500)}`),
  ].join('  ');

test.each(chosen.map((one) => [one.title, one] as const))('%s', (title, one) => {
  const outcome = played.get(title);
  if (outcome === undefined || outcome instanceof Error) throw outcome ?? new Error('was not played');
  expectAsTold(one, outcome);
});
