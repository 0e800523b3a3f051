import type { RunState } from '../../domain/start/run-state.js';
import type { LabClusterName } from '../../lab/index.js';
import { reached } from '../crash/lab/reached.js';
import { fingerprint, type Fingerprint } from '../support/fingerprint.js';
import type { Scenario } from '../support/scenario.js';
import type { FaultScenario } from './scenarios.js';

/** What a scenario came to. */
export interface Played {
  readonly first: RunState;
  /** Places that are not as before the start; of an undone start there are none. */
  readonly changed: readonly string[];
  /** How the same commands ended when the cause was gone; absent: there was nothing to go on with. */
  readonly again?: readonly RunState[];
}

const CLUSTERS: readonly LabClusterName[] = ['north', 'south'];

/** Clusters as they were made, the fault before or in the start, its end; the fault healed, and the start once more. */
export const playFault = async (
  scenario: Scenario,
  { cluster, fault, when, expected }: FaultScenario,
): Promise<Played> => {
  const { lab } = scenario;
  await lab.restore('before');
  await Promise.all(CLUSTERS.map((name) => scenario.worker(name)));
  const before = await fingerprint(lab);
  if (when === undefined) await lab.fault(fault);
  const starts = (expected.kind === 'undone' ? [cluster] : CLUSTERS).map((name) =>
    scenario.start(name, { timeOutSeconds: 60 }),
  );
  if (when !== undefined) {
    const run = scenario.temporal.environment.client.workflow.getHandle(`sdr:${cluster}`);
    await reached(lab, run, { cluster, part: when, moment: 'begun' });
    await lab.fault(fault);
  }
  const ends = await Promise.all(starts);
  const first = ends[expected.kind === 'undone' ? 0 : CLUSTERS.indexOf(cluster)]!;
  await lab.heal();
  if (expected.kind === 'undone') return { first, changed: differing(before, await fingerprint(lab)) };
  if (expected.kind === 'ridden out') return { first, changed: [] };
  return { first, changed: [], again: await Promise.all(CLUSTERS.map((name) => scenario.start(name))) };
};

const differing = (before: Fingerprint, after: Fingerprint): readonly string[] =>
  Object.keys({ ...before, ...after }).filter(
    (place) => JSON.stringify(before[place]) !== JSON.stringify(after[place]),
  );
