import type { ErrorCode } from '../../domain/errors.js';
import type { PartId } from '../../domain/start/parts.js';
import type { Fault, LabClusterName } from '../../lab/index.js';

/** Something goes wrong in a start, and what must come of it. */
export interface FaultScenario {
  readonly title: string;
  /** Whose start meets it; the other side is started only where the story needs it. */
  readonly cluster: LabClusterName;
  readonly fault: Fault;
  /** The part as which it happens; absent: it was there before. */
  readonly when?: PartId;
  readonly expected: Expected;
}

export type Expected =
  /** The start ends, and everything is as before. */
  | { readonly kind: 'undone'; readonly code: ErrorCode }
  /** The start waits for the operator; the cause removed, the same command ends it well. */
  | { readonly kind: 'parked'; readonly code: ErrorCode; readonly status: string }
  /** The start is not stopped by it. */
  | { readonly kind: 'ridden out' };

const undone = (code: ErrorCode): Expected => ({ kind: 'undone', code });
const tool = (name: string, matching: string, says: string): Fault => ({
  kind: 'tool',
  tool: name,
  matching,
  does: { kind: 'exit', code: 1, says },
});

export const FAULT_SCENARIOS: readonly FaultScenario[] = [
  {
    title: 'an upgrade of the primary cluster is under way',
    cluster: 'north',
    fault: { kind: 'upgrade marker', node: 'north1' },
    expected: undone('E_UPGRADE_RUNNING'),
  },
  {
    title: 'an upgrade of the standby cluster is under way',
    cluster: 'south',
    fault: { kind: 'upgrade marker', node: 'south1' },
    expected: undone('E_UPGRADE_RUNNING'),
  },
  {
    title: 'the hadr user has another password than the worker was told',
    cluster: 'north',
    fault: { kind: 'password', cluster: 'north' },
    expected: undone('E_HADR_LOGIN'),
  },
  {
    title: 'the CM of the primary cluster is down',
    cluster: 'north',
    fault: { kind: 'cm', of: 'north' },
    expected: undone('E_COMMAND_FAILED'),
  },
  {
    title: 'the CM of the standby cluster is down',
    cluster: 'south',
    fault: { kind: 'cm', of: 'south' },
    expected: undone('E_COMMAND_FAILED'),
  },
  {
    title: 'a datanode of the primary cluster answers nothing',
    cluster: 'north',
    fault: { kind: 'datanode', node: 'north2', how: 'stop' },
    expected: undone('E_CLUSTER_NOT_NORMAL'),
  },
  {
    title: 'a node of the standby cluster cannot be reached',
    cluster: 'south',
    fault: { kind: 'unreachable', node: 'south3' },
    expected: undone('E_NODE_UNREACHABLE'),
  },
  {
    title: 'cm_ctl prints what nobody understands',
    cluster: 'north',
    fault: { kind: 'tool', tool: 'cm_ctl', does: { kind: 'garbage' } },
    expected: undone('E_OUTPUT_NOT_UNDERSTOOD'),
  },
  {
    title: 'gs_guc cannot write while the settings are aligned',
    cluster: 'north',
    fault: tool('gs_guc', 'synchronous_commit', 'No space left on device'),
    expected: undone('E_COMMAND_FAILED'),
  },
  {
    title: 'gs_encrypt fails while the hadr user is stored',
    cluster: 'north',
    fault: tool('gs_encrypt', '', 'out of memory'),
    expected: undone('E_COMMAND_FAILED'),
  },
];
