import { clusterOfNode, roleOf, sideOf } from '../sides.js';
import { failureStatus, stepOf, type StepId } from '../../../domain/start/steps.js';
import type { Fault } from '../../../lab/index.js';
import {
  EXITS,
  FLOOD,
  GARBAGE,
  LIES,
  RIDDEN_OUT,
  parked,
  undone,
  type Expected,
  type FaultScenario,
} from '../scenario.js';

/** A call that a start makes. */
interface Call {
  readonly node: string;
  readonly step: StepId;
  readonly tool: string;
  /** Arguments that only this call has. */
  readonly matching: string;
  /** What it is for, behind "to". */
  readonly purpose: string;
  /** When it never works; by default as any command. */
  readonly lasting?: Expected;
  /** When it fails once; by default it is tried again. */
  readonly failing?: Expected;
  /** When it says nothing and does nothing, once; by default that is seen, and it is tried again. */
  readonly lying?: Expected;
}

const call = (
  node: string,
  step: StepId,
  [tool, matching]: readonly [tool: string, matching: string],
  purpose: string,
  otherwise: Pick<Call, 'lasting' | 'failing' | 'lying'> = {},
): Call => ({ node, step, tool, matching, purpose, ...otherwise });

const CALLS: readonly Call[] = [
  call('north1', 'open_workspace', ['cm_ctl', 'query'], 'read the cluster'),
  call('north1', 'hadr_user', ['gs_guc', 'generate'], 'make the hadr keys'),
  call('north1', 'hadr_user', ['gs_encrypt', ''], 'encrypt the hadr user'),
  // A cluster without CM answers so too.
  call('north1', 'check_cluster', ['cm_ctl', 'view'], 'find CM', { lying: undone('E_NO_CM') }),
  call('north2', 'common_configuration', ['gs_guc', 'sha256'], 'let the peer in'),
  call('north3', 'common_configuration', ['gs_guc', 'replconninfo2 ='], 'connect the peer'),
  call('north1', 'exchange_key_files', ['gs_guc', '-c wal_keep_segments'], 'read wal_keep_segments'),
  call('north1', 'keep_wal', ['gs_guc', 'wal_keep_segments ='], 'keep WAL'),
  call('north1', 'set_run_mode', ['gs_guc', 'cluster_primary'], 'set the run mode'),
  call('north1', 'set_run_mode', ['cm_ctl', '--put'], 'set backup_open'),
  call('south1', 'open_workspace', ['cm_ctl', 'query'], 'read the cluster'),
  call('south1', 'check_cluster', ['cm_ctl', 'view'], 'find CM', { lying: undone('E_NO_CM') }),
  call('south3', 'common_configuration', ['gs_guc', 'sha256'], 'let the peer in'),
  call('south2', 'common_configuration', ['gs_guc', 'replconninfo3 ='], 'connect the peer'),
  // Another node fetches them.
  call('south1', 'exchange_key_files', ['gs_ctl', 'copy_secure_files'], 'fetch the key files', {
    lasting: RIDDEN_OUT,
  }),
  call('south1', 'set_run_mode', ['gs_guc', 'cluster_standby'], 'set the run mode'),
  call('south1', 'set_run_mode', ['cm_ctl', '--put'], 'set backup_open'),
  call('south2', 'set_run_mode', ['cm_ctl', 'stop -n 2'], 'stop a node', {
    lasting: parked('E_CLUSTER_STOP', 'normal'),
  }),
  call('south1', 'set_cm_mode', ['gs_guc', 'agent_backup_open=2'], 'set the mode of CM'),
  call('south1', 'build_datanodes', ['gs_ctl', 'hadr_main_standby -r'], 'build the main standby', {
    lasting: parked('E_BUILD_FAILED', 'restore_fail'),
  }),
  call('south1', 'build_datanodes', ['gs_ctl', 'querybuild'], 'see how the build goes'),
  call('south1', 'build_datanodes', ['gs_ctl', 'start -D'], 'start the main standby', {
    lasting: parked('E_MAIN_STANDBY_START', 'restore_fail'),
  }),
  call('south3', 'build_datanodes', ['gs_ctl', '-M cascade_standby'], 'build a cascade standby', {
    lasting: parked('E_BUILD_FAILED', 'restore_fail'),
  }),
  // It may have waited for days before it failed: whether it is worth another time is for somebody to say.
  call('south1', 'start_cluster', ['cm_ctl', 'start -t'], 'start the cluster', {
    lasting: parked('E_CLUSTER_START', 'recovery_fail'),
    failing: parked('E_CLUSTER_START', 'recovery_fail'),
  }),
];

/** Misbehaviours that pass: each call meets one of them, each of them calls of both sides. */
const PASSING = [
  ['fails', EXITS],
  ['prints what nobody understands', GARBAGE],
  ['prints 50 MB', FLOOD],
  ['says nothing and does nothing', LIES],
] as const;

const lasting = (one: Call): FaultScenario => ({
  title: `${calledIn(one)} fails each time`,
  cluster: clusterOfNode(one.node),
  step: one.step,
  trouble: { when: 'before', does: { kind: 'fault', fault: faultOf(one, EXITS) } },
  expected: one.lasting ?? usual(one),
});

const once = (one: Call, [misbehaves, does]: (typeof PASSING)[number]): FaultScenario => ({
  title: `${calledIn(one)} ${misbehaves}, once`,
  cluster: clusterOfNode(one.node),
  step: one.step,
  trouble: { when: 'before', does: { kind: 'fault', fault: { ...faultOf(one, does), times: 1 } } },
  expected: (does === LIES ? one.lying : does === EXITS ? one.failing : undefined) ?? RIDDEN_OUT,
});

const calledIn = ({ node, tool, purpose }: Call): string =>
  `${tool} on ${node} (${sideOf(clusterOfNode(node))}), which is to ${purpose},`;

const faultOf = ({ node, tool, matching }: Call, does: Extract<Fault, { kind: 'tool' }>['does']) =>
  ({ kind: 'tool', node, tool, matching, does }) as const;

/** Until step 2 is recorded all is undone; behind it the start waits, with the status of its step. */
const usual = ({ node, step: id }: Call): Expected =>
  ['open_workspace', 'hadr_user', 'check_cluster'].includes(id)
    ? undone('E_COMMAND_FAILED')
    : parked('E_COMMAND_FAILED', failureStatus(stepOf(id), roleOf(clusterOfNode(node))) ?? 'normal');

/** Every call fails for good, and misbehaves once. */
export const TOOL_SCENARIOS: readonly FaultScenario[] = CALLS.flatMap((one, index) => [
  lasting(one),
  once(one, PASSING[(index + Math.floor(index / PASSING.length)) % PASSING.length]!),
]);
