import type { Role } from '../roles.js';
import type { PrimaryStatus, StandbyStatus, Status } from '../status.js';
import type { PartId } from './parts.js';
import type { StartRequest } from './request.js';

/**
 * The step table of `start`: gs_sdr's nine numbered steps and what runs unnumbered between them, in order.
 * The workflows walk it, the log lines, the command line and docs/steps.md are printed from it.
 *
 * A step that gs_sdr records (`recordedAs`) is done once in a run; one that it does not record runs again at every
 * re-entry, except those marked `until` another step is recorded.
 */
export interface Step {
  readonly id: string;
  /** gs_sdr's number; null for what it runs unnumbered. */
  readonly number: 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | null;
  /** The name gs_sdr writes into its step file, its log and its documentation; null when it records nothing. */
  readonly recordedAs: string | null;
  readonly runs: 'once' | 'always' | 'until step 2 is recorded';
  readonly title: string;
  readonly sequence: readonly Item[];
  /** The status a cluster gets when this step fails for good; absent: its status stays. */
  readonly failure?: Failure;
}

/** Parts that stand in the sequence of a step; the others serve the whole run. */
export type StepPart = Exclude<PartId, 'publishStatus' | 'putBack' | 'dropWorkspace' | 'restartCluster' | 'stopBuilds'>;

/** What a step does, one after the other: a part (an activity) or the publishing of a status. */
export type Item =
  | {
      readonly kind: 'part';
      readonly part: StepPart;
      readonly for: Role | 'both';
      readonly otherwise?: string;
      /** Only when the request has it. */
      readonly asked?: 'plan' | 'adopt';
    }
  | { readonly kind: 'status'; readonly for: 'primary'; readonly status: PrimaryStatus }
  | { readonly kind: 'status'; readonly for: 'disaster_standby'; readonly status: StandbyStatus };

interface Failure {
  readonly primary?: PrimaryStatus;
  readonly disaster_standby?: StandbyStatus;
}

const both = (part: StepPart): Item => ({ kind: 'part', part, for: 'both' });
/** `otherwise` is the line gs_sdr logs on the other role, word for word. */
const primary = (part: StepPart, otherwise?: string): Item => ({
  kind: 'part',
  part,
  for: 'primary',
  ...(otherwise !== undefined && { otherwise }),
});
const standby = (part: StepPart, otherwise?: string): Item => ({
  kind: 'part',
  part,
  for: 'disaster_standby',
  ...(otherwise !== undefined && { otherwise }),
});
const primaryStatus = (status: PrimaryStatus): Item => ({ kind: 'status', for: 'primary', status });
const standbyStatus = (status: StandbyStatus): Item => ({ kind: 'status', for: 'disaster_standby', status });

export const STEPS = [
  {
    id: 'home_node',
    number: null,
    recordedAs: null,
    runs: 'always',
    title: 'find the home node and what an earlier run left',
    // The plan is compared before anything else, also before what `-f` takes away.
    sequence: [
      { kind: 'part', part: 'comparePlan', for: 'both', asked: 'plan' },
      both('chooseHomeNode'),
      both('recallLastRun'),
      { kind: 'part', part: 'adoptStart', for: 'both', asked: 'adopt' },
    ],
  },
  {
    id: 'open_workspace',
    number: 1,
    recordedAs: null,
    runs: 'until step 2 is recorded',
    title: 'take the snapshot of the cluster, open the workspace',
    // The original makes its workspace first; an address that is not the cluster's must be told before it is written to.
    sequence: [both('readCluster'), both('openWorkspace')],
  },
  {
    id: 'hadr_user',
    number: null,
    recordedAs: null,
    runs: 'always',
    title: 'prepare the hadr user',
    sequence: [primary('checkHadrUser'), primary('prepareHadrKeys'), primary('storeHadrUser')],
  },
  {
    id: 'check_cluster',
    number: 2,
    recordedAs: '2_check_cluster_step',
    runs: 'once',
    title: 'check the cluster',
    sequence: [both('checkCluster'), standby('checkCredentials'), standby('confirmOverwrite'), both('alignSettings')],
  },
  {
    id: 'common_configuration',
    number: null,
    recordedAs: null,
    runs: 'always',
    title: 'make the clusters known to each other',
    sequence: [both('recordConfiguration'), both('allowPeer'), both('connectPeer')],
  },
  {
    id: 'exchange_key_files',
    number: 3,
    recordedAs: '3_set_wal_segments_step',
    runs: 'once',
    title: 'exchange the key files',
    sequence: [
      primary('shareKeyFiles'),
      primary('rememberWalKeep'),
      standby('dropLogicalSlots'),
      standby('fetchKeyFiles'),
      standby('adoptKeyFiles'),
    ],
  },
  {
    id: 'keep_wal',
    number: 4,
    recordedAs: '4_set_wal_segments_step',
    runs: 'once',
    title: 'keep WAL for the build',
    sequence: [primary('keepWal')],
  },
  {
    id: 'set_run_mode',
    number: 5,
    recordedAs: '5_set_wal_segments_step',
    runs: 'once',
    title: 'set the run mode',
    sequence: [both('setRunMode'), both('setBackupOpen'), standby('stopCluster')],
  },
  {
    id: 'set_cm_mode',
    number: 6,
    recordedAs: '6_set_guc_step',
    runs: 'once',
    title: 'set the mode of CM',
    sequence: [
      standby(
        'setCmMode',
        'Set cms guc [backup_open] to [2] not for mode:primary.\nSet cma guc [agent_backup_open] to [2] not for mode:primary.',
      ),
    ],
  },
  {
    id: 'build_datanodes',
    number: 7,
    recordedAs: '7_build_dn_instance_step',
    runs: 'once',
    title: 'build the datanodes',
    sequence: [
      standbyStatus('restore'),
      standby('checkDataConnection', 'Build dn step is not for mode:primary.'),
      standby('backUpPgHba'),
      standby('backUpPgIdent'),
      standby('buildMainStandby'),
      standby('restorePgHba'),
      standby('restorePgIdent'),
      standby('startMainStandby'),
      standby('buildCascadeStandby'),
    ],
    failure: { disaster_standby: 'restore_fail' },
  },
  {
    id: 'start_cluster',
    number: 8,
    recordedAs: '8_start_cluster_step',
    runs: 'once',
    title: 'start the cluster, wait for the main standby',
    sequence: [
      standby('startCluster', 'Start cluster is not for mode:primary.'),
      primaryStatus('full_backup'),
      primary('waitForMainStandby', 'Start cluster is not for mode:disaster_standby.'),
      both('checkClusterState'),
      standbyStatus('recovery'),
      primaryStatus('archive'),
    ],
    failure: { primary: 'backup_fail', disaster_standby: 'recovery_fail' },
  },
  {
    id: 'clean_up',
    number: 9,
    recordedAs: null,
    runs: 'once',
    title: 'clean up',
    sequence: [
      primary('restoreWalKeep', 'Restore wal_keep_segments not for mode:disaster_standby.'),
      both('removeKeyFiles'),
      both('closeWorkspace'),
    ],
  },
] as const satisfies readonly Step[];

export type StepId = (typeof STEPS)[number]['id'];

export interface StartStep extends Step {
  readonly id: StepId;
}

export const START_STEPS: readonly StartStep[] = STEPS;

export const stepOf = (id: StepId): StartStep => {
  const step = START_STEPS.find((row) => row.id === id);
  if (step === undefined) throw new Error(`no step ${id}`);
  return step;
};

/** Whether this role has anything to do in the step. */
export const concerns = (step: Step, role: Role): boolean => step.sequence.some((item) => isFor(item, role));

export const isFor = (item: Item, role: Role): boolean => item.for === 'both' || item.for === role;

/** Whether the item is part of a start with this request at all. */
export const isAsked = (item: Item, request: StartRequest): boolean =>
  item.kind === 'status' || item.asked === undefined || request[item.asked] !== undefined;

/** The status a cluster of this role gets when the step fails; undefined: unchanged. */
export const failureStatus = (step: Step, role: Role): Status | undefined => step.failure?.[role];

/** Until this number is recorded nothing lasting was changed: a failure undoes what was and ends the run. */
export const LAST_REVERSIBLE_STEP = 2;

/** From here on the snapshot taken in step 1 belongs to the run: the standby cluster is stopped after step 5. */
export const mustRun = (step: StartStep, recorded: number): boolean => {
  switch (step.runs) {
    case 'always':
      return true;
    case 'until step 2 is recorded':
      return recorded < 2;
    case 'once':
      return step.number === null || step.number > recorded;
  }
};
