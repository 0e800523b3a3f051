import Table from 'cli-table3';
import { result } from '../client/cli/output.js';
import type { QueryAnswer } from '../domain/looks.js';
import { between } from '../client/render/time.js';
import { LAB_CLUSTERS } from '../lab/index.js';
import type { Proof } from './proof.js';
import type { Sides } from './relationship.js';
import type { Stage } from './stage.js';

/** What the demonstration has to show at its end. */
export interface Evidence {
  readonly sides: Sides;
  readonly answers: Readonly<Record<keyof Sides, QueryAnswer>>;
  readonly proof: Proof;
}

const TARGET = { north: 'archive', south: 'recovery' } as const;

/** What is not as it should be, in sentences; nothing when all is well. */
export const faultsIn = ({ sides, answers, proof }: Evidence): readonly string[] => [
  ...LAB_CLUSTERS.filter((name) => sides[name].state.phase !== 'done').map(
    (name) => `the start of ${name} is ${sides[name].state.phase}`,
  ),
  ...LAB_CLUSTERS.filter((name) => answers[name].hadrClusterStat !== TARGET[name]).map(
    (name) => `the status of ${name} is ${answers[name].hadrClusterStat}, not ${TARGET[name]}`,
  ),
  ...(proof.equal ? [] : ['the copies do not hold what the primary holds']),
  ...(/^\d+$/.test(answers.north.rpo) && /^\d+$/.test(answers.north.rto) ? [] : ['RPO and RTO are not known']),
];

export const tell = (stage: Stage, evidence: Evidence): void => {
  const { sides, answers } = evidence;
  for (const name of LAB_CLUSTERS) {
    const { state } = sides[name];
    result(`${name}: ${answers[name].hadrClusterStat}, ${state.phase} in ${between(state.startedAt, state.endedAt)}`);
  }
  result('');
  result(contentTable(evidence.proof));
  result('');
  result(`RPO ${answers.north.rpo} s, RTO ${answers.north.rto} s`);
  for (const name of LAB_CLUSTERS) result(`Web UI, ${name}: ${webAddress(stage, evidence, name)}`);
  const faults = faultsIn(evidence);
  result(faults.length === 0 ? '\nBoth clusters are tied together.' : `\nNot as it should be: ${faults.join('; ')}.`);
};

const contentTable = ({ contents }: Proof): string => {
  const table = new Table({
    head: ['node', 'role', 'rows', 'of these written during the build', 'checksum'],
    style: { head: [], border: [] },
  });
  table.push(
    ...contents.map(({ node, role, rows, duringBuild, checksum }) => [
      node,
      role,
      String(rows),
      String(duringBuild),
      checksum,
    ]),
  );
  return table.toString();
};

const webAddress = ({ server }: Stage, { sides }: Evidence, name: keyof Sides): string => {
  const { workflowId, runId } = sides[name];
  return `${server.uiAddress}/namespaces/default/workflows/${encodeURIComponent(workflowId)}/${runId}/user-metadata`;
};

/** How to go on by oneself. */
export const tellHowToGoOn = ({ server, lab }: Stage): void => {
  result(
    [
      '',
      'It stays up until Ctrl-C. Elsewhere, try:',
      `  export TEMPORAL_ADDRESS=${server.address}`,
      `  npx sdr status`,
      `  npx sdr query --cluster north`,
      `  npx sdr lab status --name ${lab.topology.name}`,
    ].join('\n'),
  );
};
