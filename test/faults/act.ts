import { mkdirSync, readFileSync, readdirSync, rmSync, rmdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { nodeNamed, untilNormal } from '../../lab/index.js';
import { giveTo } from '../../lab/user.js';
import { reached } from '../crash/lab/reached.js';
import { sdrAbort } from '../support/start-client.js';
import type { FaultScenario, Trouble } from './scenario.js';
import type { FaultStage } from './stage.js';

/** Whether what was to go wrong has gone wrong; asked for before it is healed. */
export type Struck = () => boolean;

/** Waits for the moment, and does it. @returns when it has happened, or has passed */
export const act = async (stage: FaultStage, { cluster }: FaultScenario, trouble: Trouble): Promise<Struck> => {
  const { when, seconds } = trouble;
  if (when !== 'before') await reached(stage.lab, await stage.run(cluster), { cluster, part: when, moment: 'begun' });
  const struck = await deed(stage, cluster, trouble);
  if (seconds !== undefined) {
    await setTimeout(seconds * 1000);
    await stage.lab.heal();
  }
  return struck;
};

const deed = async (stage: FaultStage, cluster: FaultScenario['cluster'], { does }: Trouble): Promise<Struck> => {
  switch (does.kind) {
    case 'fault':
      await stage.lab.fault(does.fault);
      return () => stage.lab.faults().every(({ left }) => left === undefined || left === 0);
    case 'start':
      stage.start(cluster).catch(() => undefined);
      break;
    case 'abort':
      await sdrAbort(await stage.run(cluster));
      break;
    case 'switchover':
      await switchover(stage, does.to);
      break;
    case 'file':
      put(stage, fileOf(stage, does.node, does.path), does.text);
      break;
    case 'half file':
      halve(fileOf(stage, does.node, `streaming_cabin/${does.name}`));
  }
  return () => true;
};

/** What the lab cannot heal. */
export const clearAway = async (stage: FaultStage, { trouble }: FaultScenario): Promise<void> => {
  await stage.lab.heal();
  if (trouble?.does.kind === 'file') removeWithItsFolder(fileOf(stage, trouble.does.node, trouble.does.path));
  if (trouble?.does.kind === 'half file')
    makeWhole(fileOf(stage, trouble.does.node, `streaming_cabin/${trouble.does.name}`));
  if (trouble?.does.kind === 'switchover') await switchover(stage, trouble.does.back);
};

const put = ({ lab: { topology } }: FaultStage, file: string, text: string): void => {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  for (const path of [dirname(file), file]) giveTo(topology.user, path);
};

/** What the files were that are only half there now. */
const halved = new Map<string, Buffer>();

const halve = (file: string): void => {
  const whole = readFileSync(file);
  halved.set(file, whole);
  writeFileSync(file, whole.subarray(0, whole.length / 2));
};

/** Unless somebody has written it anew. */
const makeWhole = (file: string): void => {
  const whole = halved.get(file);
  halved.delete(file);
  if (whole !== undefined && readFileSync(file).equals(whole.subarray(0, whole.length / 2))) writeFileSync(file, whole);
};

const removeWithItsFolder = (file: string): void => {
  rmSync(file, { force: true });
  if (readdirSync(dirname(file)).length === 0) rmdirSync(dirname(file));
};

const switchover = async ({ lab }: FaultStage, to: string): Promise<void> => {
  const node = nodeNamed(lab.topology, to);
  const command = ['cm_ctl', 'switchover', '-n', String(node.id), '-D', node.datanode.directory];
  const { exitCode, stdout } = await lab.run(node, command);
  if (exitCode !== 0) throw new Error(stdout);
  await untilNormal(lab, node.cluster);
};

const fileOf = ({ lab }: FaultStage, node: string, path: string): string =>
  join(nodeNamed(lab.topology, node).pgHost, path);
