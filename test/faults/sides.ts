import type { Role } from '../../domain/roles.js';
import type { LabClusterName } from '../../lab/index.js';

/** In all scenarios north becomes the primary cluster and south the disaster standby. */
export const roleOf = (cluster: LabClusterName): Role => (cluster === 'north' ? 'primary' : 'disaster_standby');

/** For titles. */
export const sideOf = (cluster: LabClusterName): string =>
  cluster === 'north' ? 'primary cluster' : 'standby cluster';

export const clusterOfNode = (node: string): LabClusterName => (node.startsWith('north') ? 'north' : 'south');
