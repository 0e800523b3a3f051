import type { Role } from '../roles.js';
import type { Check } from './check.js';
import { CLUSTER_CHECKS } from './checks/cluster.js';
import { DATA_CHECKS } from './checks/data.js';
import { HADR_USER_CHECKS } from './checks/hadr-user.js';
import { NODE_CHECKS } from './checks/nodes.js';
import { REPLICATION_CHECKS } from './checks/replication.js';
import { SETTING_CHECKS } from './checks/settings.js';
import { WORKSPACE_CHECKS } from './checks/workspace.js';

/**
 * The checks of one cluster, a row each. The command, its documentation and the tests derive from this table: a check
 * that is added here is run, printed and must be tested.
 */
export const CHECKS = [
  ...NODE_CHECKS,
  ...WORKSPACE_CHECKS,
  ...CLUSTER_CHECKS,
  ...HADR_USER_CHECKS,
  ...SETTING_CHECKS,
  ...REPLICATION_CHECKS,
  ...DATA_CHECKS,
] as const;

export type CheckId = (typeof CHECKS)[number]['id'];

export const checksFor = (role: Role): readonly Check<CheckId>[] => CHECKS.filter(({ roles }) => roles.includes(role));
