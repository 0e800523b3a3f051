import { TOOL_NAMES } from '../../lab/tools/names.js';
import { describeFault, LAB_CLUSTERS, type Fault, type LabClusterName } from '../../lab/index.js';
import type { Chance } from '../support/chance.js';

/** What strikes: a fault of the lab, which lasts until it is healed, or a death, which happens once. */
export type Trouble =
  | { readonly kind: 'fault'; readonly name: TroubleName; readonly fault: Fault }
  /** The cluster's worker is killed, and begun again. */
  | { readonly kind: 'worker'; readonly cluster: LabClusterName }
  /** The Temporal server is killed, and comes back with its database. */
  | { readonly kind: 'server' }
  /** The tools' commands that run on the cluster's nodes are killed. */
  | { readonly kind: 'command'; readonly cluster: LabClusterName };

type Maker = (chance: Chance) => Trouble;

const NODES = LAB_CLUSTERS.flatMap((cluster) => [1, 2, 3].map((n) => `${cluster}${n}`));
/** Where a start builds. */
const BUILT = NODES.filter((name) => name.startsWith('south'));
/** With a disk of their own, which can be full. */
export const NODES_WITH_DISKS = ['north1', 'south1', 'south3'] as const;
const MEGABYTE = 1024 ** 2;

const fault = (name: string, make: (chance: Chance) => Fault): readonly [string, Maker] => [
  name,
  (chance) => ({ kind: 'fault', name, fault: make(chance) }),
];

type Does = Extract<Fault, { kind: 'tool' }>['does'];

/** Often and seldom, everywhere and on one node. */
const tool = (name: string, does: (chance: Chance) => Does): readonly [string, Maker] =>
  fault(name, (chance) => ({
    kind: 'tool',
    tool: chance.of(TOOL_NAMES),
    ...(chance.happens(0.5) && { node: chance.of(NODES) }),
    ...(chance.happens(0.75) && { times: chance.between(1, 3) }),
    does: does(chance),
  }));

export type TroubleName = string;

/** Each with what decides its details. */
const MAKERS: readonly (readonly [TroubleName, Maker])[] = [
  fault('datanode killed', (chance) => ({ kind: 'datanode', node: chance.of(NODES), how: 'kill' })),
  fault('datanode stopped', (chance) => ({ kind: 'datanode', node: chance.of(NODES), how: 'stop' })),
  fault('CM down', (chance) => ({ kind: 'cm', of: chance.of([...LAB_CLUSTERS, ...NODES]) })),
  fault('link cut', (chance) => ({ kind: 'link', from: chance.of(LAB_CLUSTERS), how: 'cut' })),
  fault('link drops', (chance) => ({ kind: 'link', from: chance.of(LAB_CLUSTERS), how: 'drop' })),
  fault('link late', (chance) => ({
    kind: 'link',
    from: chance.of(LAB_CLUSTERS),
    how: 'delay',
    milliseconds: chance.of([20, 200, 1_000]),
  })),
  fault('link slow', (chance) => ({
    kind: 'link',
    from: chance.of(LAB_CLUSTERS),
    how: 'slow',
    bytesPerSecond: chance.of([MEGABYTE / 2, 4 * MEGABYTE]),
  })),
  fault('node unreachable', (chance) => ({ kind: 'unreachable', node: chance.of(NODES) })),
  fault('build slow', (chance) => ({
    kind: 'build',
    node: chance.of(BUILT),
    how: 'slow',
    bytesPerSecond: chance.of([MEGABYTE / 2, 4 * MEGABYTE]),
  })),
  fault('build fails', (chance) => ({
    kind: 'build',
    node: chance.of(BUILT),
    how: 'fails',
    ...(chance.happens(0.75) && { times: chance.between(1, 3) }),
  })),
  fault('disk full', (chance) => ({ kind: 'full disk', node: chance.of(NODES_WITH_DISKS) })),
  fault('wrong version', (chance) => ({ kind: 'version', cluster: chance.of(LAB_CLUSTERS) })),
  fault('wrong password', (chance) => ({ kind: 'password', cluster: chance.of(LAB_CLUSTERS) })),
  fault('upgrade marker', (chance) => ({ kind: 'upgrade marker', node: chance.of(NODES) })),
  tool('tool exits', (chance) => ({ kind: 'exit', code: chance.of([1, 2, 255]), says: 'out of memory' })),
  tool('tool hangs', () => ({ kind: 'hang' })),
  tool('tool prints garbage', () => ({ kind: 'garbage' })),
  tool('tool floods', () => ({ kind: 'flood', bytes: 8 * MEGABYTE })),
  ['worker killed', (chance) => ({ kind: 'worker', cluster: chance.of(LAB_CLUSTERS) })],
  ['server killed', () => ({ kind: 'server' })],
  ['command killed', (chance) => ({ kind: 'command', cluster: chance.of(LAB_CLUSTERS) })],
];

export const TROUBLE_NAMES: readonly TroubleName[] = MAKERS.map(([name]) => name);

export const chooseTrouble = (chance: Chance): Trouble => chance.of(MAKERS)[1](chance);

/** What it is counted as. */
export const nameOf = (trouble: Trouble): TroubleName =>
  trouble.kind === 'fault' ? trouble.name : `${trouble.kind} killed`;

export const sentenceOf = (trouble: Trouble): string => {
  switch (trouble.kind) {
    case 'fault':
      return describeFault(trouble.fault);
    case 'worker':
      return `the worker of ${trouble.cluster} is killed`;
    case 'server':
      return 'the Temporal server is killed';
    case 'command':
      return `commands of ${trouble.cluster} are killed`;
  }
};
