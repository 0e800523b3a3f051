import type { PartId } from '../../../domain/start/parts.js';
import { START_STEPS, concerns, isFor, stepOf, type StartStep, type StepId } from '../../../domain/start/steps.js';
import { LAB_CLUSTERS, type Fault, type LabClusterName } from '../../../lab/index.js';
import { RIDDEN_OUT, type FaultScenario } from '../scenario.js';
import { roleOf, sideOf } from '../sides.js';

/** Something of the cluster or of the network that goes wrong and passes. */
interface Passing {
  readonly title: string;
  readonly fault: (cluster: LabClusterName) => Fault;
  /** Absent: it happens once, or lasts to the end. */
  readonly seconds?: number;
  /** It needs a cluster that runs. */
  readonly toRunning?: true;
  /** The check of step 2 refuses such a cluster, if it looks just then. */
  readonly behindCheck?: true;
}

const PASSING: readonly Passing[] = [
  {
    title: 'its first datanode is killed',
    fault: (of) => ({ kind: 'datanode', node: `${of}1`, how: 'kill' }),
    toRunning: true,
  },
  {
    title: 'its second datanode answers nothing for 5 s',
    fault: (of) => ({ kind: 'datanode', node: `${of}2`, how: 'stop' }),
    seconds: 5,
    toRunning: true,
    behindCheck: true,
  },
  { title: 'its CM is down for 5 s', fault: (of) => ({ kind: 'cm', of }), seconds: 5, toRunning: true },
  {
    title: 'its third node cannot be reached for 5 s',
    fault: (of) => ({ kind: 'unreachable', node: `${of}3` }),
    seconds: 5,
  },
  {
    title: 'the other cluster refuses its connections for 5 s',
    fault: (from) => ({ kind: 'link', from, how: 'cut' }),
    seconds: 5,
  },
  {
    title: 'what it sends to the other cluster is dropped for 5 s',
    fault: (from) => ({ kind: 'link', from, how: 'drop' }),
    seconds: 5,
  },
  {
    title: 'what it sends to the other cluster takes 300 ms from then on',
    fault: (from) => ({ kind: 'link', from, how: 'delay', milliseconds: 300 }),
  },
  {
    title: 'the line to the other cluster has 2 MB/s from then on',
    fault: (from) => ({ kind: 'link', from, how: 'slow', bytesPerSecond: 2 * 1024 * 1024 }),
  },
];

const firstPart = ({ sequence }: StartStep, cluster: LabClusterName): PartId | undefined =>
  sequence.flatMap((item) =>
    item.kind === 'part' && isFor(item, roleOf(cluster)) && item.asked === undefined ? [item.part] : [],
  )[0];

/** The standby cluster is down from the end of step 5 until it is started in step 8. */
const isStopped = (cluster: LabClusterName, { number }: StartStep): boolean =>
  cluster === 'south' && number !== null && number >= 6 && number <= 8;

const isBehindCheck = (step: StartStep): boolean =>
  START_STEPS.indexOf(step) > START_STEPS.indexOf(stepOf('check_cluster'));

const nameOf = (id: StepId): string => {
  const { number, title } = stepOf(id);
  return number === null ? `“${title}”` : `step ${number}, “${title}”`;
};

const isTried = (passing: Passing, cluster: LabClusterName, step: StartStep): boolean => {
  if (passing.toRunning && isStopped(cluster, step)) return false;
  return !passing.behindCheck || isBehindCheck(step);
};

const scenarioOf = (cluster: LabClusterName, step: StartStep, place: number): readonly FaultScenario[] => {
  const part = firstPart(step, cluster);
  const passing = PASSING[place]!;
  const { title, fault, seconds } = passing;
  if (part === undefined || !isTried(passing, cluster, step)) return [];
  return [
    {
      title: `${sideOf(cluster)}, ${nameOf(step.id)}: ${title}`,
      cluster,
      step: step.id,
      trouble: {
        when: part,
        does: { kind: 'fault', fault: fault(cluster) },
        ...(seconds !== undefined && { seconds }),
      },
      expected: RIDDEN_OUT,
    },
  ];
};

/** Each step of each side meets two of them, and each of them steps of both sides. */
export const PASSING_SCENARIOS: readonly FaultScenario[] = LAB_CLUSTERS.flatMap((cluster) =>
  START_STEPS.filter((step) => concerns(step, roleOf(cluster))).flatMap((step, index) =>
    [index, index + 3].flatMap((at) => scenarioOf(cluster, step, at % PASSING.length)),
  ),
);
