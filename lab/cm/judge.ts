import type { Mode } from '../postgres/instance.js';
import type { ClusterStatus, InstanceFacts, NodeFacts } from './protocol.js';

/** cm_server's judgement of a cluster, from what the agents saw at this moment. */
export const judge = (facts: readonly (NodeFacts | undefined)[], streamingStandby: boolean): ClusterStatus['state'] => {
  const instances = facts.map((node) => node?.instance);
  const normal = instances.filter((instance) => isNormal(instance)).length;
  const heads = instances.filter(
    (instance) => instance?.kind === 'up' && instance.role === (streamingStandby ? 'Main Standby' : 'Primary'),
  );
  if (heads.length !== 1) return 'Unavailable';
  return normal === instances.length ? 'Normal' : 'Degraded';
};

/** HA_state Normal: a primary that is up, any standby that receives. */
export const isNormal = (instance: InstanceFacts | undefined): boolean =>
  instance?.kind === 'up' && (instance.role === 'Primary' || instance.receiving);

export interface Shown {
  readonly role: string;
  readonly ha: string;
  readonly reason: string;
}

/** Nobody tells of it. */
const UNREPORTED: Shown = { role: 'Down', ha: 'Unknown', reason: 'Unknown' };

/** What cm_ctl prints of a datanode. */
export const shownAs = (instance: InstanceFacts | undefined): Shown => {
  if (instance === undefined) return UNREPORTED;
  switch (instance.kind) {
    case 'down':
      return { role: 'Down', ha: 'Manually stopped', reason: 'Unknown' };
    case 'starting':
      return { role: 'Down', ha: 'Starting', reason: 'Unknown' };
    case 'hanging':
    case 'unwatched':
      return UNREPORTED;
    case 'building':
      return { role: 'Standby', ha: 'Building', reason: 'Normal' };
    case 'up':
      return isNormal(instance)
        ? { role: instance.role, ha: 'Normal', reason: 'Normal' }
        : { role: instance.role, ha: 'Need repair', reason: 'Disconnected' };
  }
};

/** The designated primary starts as primary, the others as standbys. */
export const modeFor = (node: string, designated: string): Mode => (node === designated ? 'primary' : 'standby');
