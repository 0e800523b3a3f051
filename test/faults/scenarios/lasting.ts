import type { PartId } from '../../../domain/start/parts.js';
import type { Fault } from '../../../lab/index.js';
import { HANGS, RIDDEN_OUT, parked, undone, type FaultScenario, type Trouble } from '../scenario.js';

const before = (fault: Fault): Trouble => ({ when: 'before', does: { kind: 'fault', fault } });
const from = (when: PartId, fault: Fault, seconds?: number): Trouble => ({
  when,
  does: { kind: 'fault', fault },
  ...(seconds !== undefined && { seconds }),
});

/** What a start refuses on, before it has changed anything. */
const REFUSED: readonly FaultScenario[] = [
  {
    title: 'an upgrade of the primary cluster is under way',
    cluster: 'north',
    step: 'check_cluster',
    trouble: before({ kind: 'upgrade marker', node: 'north1' }),
    expected: undone('E_UPGRADE_RUNNING'),
  },
  {
    title: 'an upgrade of the standby cluster is under way',
    cluster: 'south',
    step: 'check_cluster',
    trouble: before({ kind: 'upgrade marker', node: 'south1' }),
    expected: undone('E_UPGRADE_RUNNING'),
  },
  {
    title: 'the hadr user has another password than the worker was told',
    cluster: 'north',
    step: 'hadr_user',
    trouble: before({ kind: 'password', cluster: 'north' }),
    expected: undone('E_HADR_LOGIN'),
  },
  {
    title: 'the CM of the primary cluster is down',
    cluster: 'north',
    step: 'home_node',
    trouble: before({ kind: 'cm', of: 'north' }),
    expected: undone('E_CM_DOWN'),
  },
  {
    title: 'the CM of the standby cluster is down',
    cluster: 'south',
    step: 'home_node',
    trouble: before({ kind: 'cm', of: 'south' }),
    expected: undone('E_CM_DOWN'),
  },
  {
    title: 'a datanode of the primary cluster answers nothing',
    cluster: 'north',
    step: 'check_cluster',
    trouble: before({ kind: 'datanode', node: 'north2', how: 'stop' }),
    expected: undone('E_CLUSTER_NOT_NORMAL'),
  },
  {
    title: 'a node of the primary cluster cannot be reached',
    cluster: 'north',
    step: 'open_workspace',
    trouble: before({ kind: 'unreachable', node: 'north3' }),
    expected: undone('E_NODE_UNREACHABLE'),
  },
  {
    title: 'a node of the standby cluster cannot be reached',
    cluster: 'south',
    step: 'open_workspace',
    trouble: before({ kind: 'unreachable', node: 'south3' }),
    expected: undone('E_NODE_UNREACHABLE'),
  },
  {
    title: 'cm_ctl prints what nobody understands, each time',
    cluster: 'north',
    step: 'home_node',
    trouble: before({ kind: 'tool', tool: 'cm_ctl', does: { kind: 'garbage' } }),
    expected: undone('E_OUTPUT_NOT_UNDERSTOOD'),
  },
  {
    title: 'cm_ctl hangs each time',
    cluster: 'north',
    step: 'home_node',
    trouble: before({ kind: 'tool', tool: 'cm_ctl', node: 'north1', does: HANGS }),
    expected: undone('E_COMMAND_TIMED_OUT'),
  },
];

/** Behind step 2 a start waits for the operator and goes on. */
const BEHIND: readonly FaultScenario[] = [
  {
    title: 'the clusters run different builds of the product',
    cluster: 'south',
    step: 'exchange_key_files',
    trouble: before({ kind: 'version', cluster: 'south' }),
    expected: parked('E_VERSION_DIFFERS', 'normal'),
  },
  {
    title: 'the line between the clusters is cut, as the key files are fetched',
    cluster: 'south',
    step: 'exchange_key_files',
    trouble: before({ kind: 'link', from: 'south', how: 'cut' }),
    expected: parked('E_KEY_FILES', 'normal'),
  },
  {
    title: 'the line between the clusters is cut, and no main standby ever comes',
    cluster: 'north',
    step: 'start_cluster',
    trouble: before({ kind: 'link', from: 'south', how: 'cut' }),
    expected: parked('E_MAIN_STANDBY_TIMEOUT', 'backup_fail'),
  },
  {
    title: 'the line between the clusters is cut before the build',
    cluster: 'south',
    step: 'build_datanodes',
    trouble: from('setCmMode', { kind: 'link', from: 'south', how: 'cut' }),
    expected: parked('E_PEER_UNREACHABLE', 'restore_fail'),
  },
  {
    title: 'every build of the main standby breaks off',
    cluster: 'south',
    step: 'build_datanodes',
    trouble: before({ kind: 'build', node: 'south1', how: 'fails' }),
    expected: parked('E_BUILD_FAILED', 'restore_fail'),
  },
  {
    title: 'the build of the main standby breaks off once',
    cluster: 'south',
    step: 'build_datanodes',
    trouble: before({ kind: 'build', node: 'south1', how: 'fails', times: 1 }),
    expected: RIDDEN_OUT,
  },
  {
    title: 'the build of a cascade standby breaks off once',
    cluster: 'south',
    step: 'build_datanodes',
    trouble: before({ kind: 'build', node: 'south2', how: 'fails', times: 1 }),
    expected: RIDDEN_OUT,
  },
  {
    title: 'the build of the main standby is slow',
    cluster: 'south',
    step: 'build_datanodes',
    trouble: before({ kind: 'build', node: 'south1', how: 'slow', bytesPerSecond: 8 * 1024 * 1024 }),
    expected: RIDDEN_OUT,
  },
  {
    title: 'a query of CM hangs once',
    cluster: 'north',
    step: 'open_workspace',
    trouble: before({ kind: 'tool', tool: 'cm_ctl', node: 'north1', matching: 'query', times: 1, does: HANGS }),
    timeOutSeconds: 300,
    expected: RIDDEN_OUT,
  },
  {
    title: 'the disk of the primary is full before the start',
    cluster: 'north',
    step: 'open_workspace',
    trouble: before({ kind: 'full disk', node: 'north1' }),
    expected: undone('E_FILE_NOT_WRITTEN'),
  },
  {
    title: 'the disk of the primary is full as the key files are shared',
    cluster: 'north',
    step: 'exchange_key_files',
    trouble: from('shareKeyFiles', { kind: 'full disk', node: 'north1' }),
    // Its datanode may go down at once, for want of WAL.
    expected: parked(['E_NO_PRIMARY', 'E_FILE_NOT_WRITTEN'], 'normal'),
  },
  {
    title: 'the disk of the main standby is full as it is built',
    cluster: 'south',
    step: 'build_datanodes',
    trouble: from('buildMainStandby', { kind: 'full disk', node: 'south1' }),
    expected: parked(['E_BUILD_FAILED', 'E_FILE_NOT_WRITTEN'], 'restore_fail'),
  },
];

export const LASTING_SCENARIOS: readonly FaultScenario[] = [...REFUSED, ...BEHIND];
