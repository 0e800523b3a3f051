import type { Role } from '../../roles.js';
import type { Before } from '../before.js';
import type { Adoption } from './adoption.js';

/** Changes of gs_sdr that are on the cluster now, of which it keeps no record. */
export interface Marks {
  readonly datanodes: readonly DatanodeMarks[];
  /** Key of CM's store that says whether the cluster follows another one. */
  readonly backupOpenKey: string;
  /** Parameters of cm_server and cm_agent that say so. */
  readonly cmParameters: readonly CmParameterMark[];
  /** The workspace on each node. */
  readonly cabins: readonly { readonly node: string; readonly path: string }[];
}

export interface DatanodeMarks {
  readonly id: number;
  /** stream_cluster_run_mode; null: the file does not set it. */
  readonly runMode: string | null;
  /** replconninfo as it is without disaster recovery, where that is not how it is now; null: unset. */
  readonly slots: readonly { readonly parameter: string; readonly plain: string | null }[];
  /** Lines of pg_hba.conf that let the peer in. */
  readonly peerLines: readonly string[];
}

type CmParameter = Extract<Before, { readonly kind: 'cm parameter' }>;
export type CmParameterMark = Pick<CmParameter, 'component' | 'nodeId' | 'parameter' | 'value'>;

/** Steps 5 and 6 make the disaster standby follow: from here on they may have been begun. */
const LAST_BEFORE_STEP_5 = 4;
const FOLLOWS = '2';
const OWN_PRIMARY = '0';

/**
 * What was there before gs_sdr's start: by its records; and where it keeps none, what its own stop and failover put there
 * when a relationship ends.
 */
export const beforeAdopted = (adoption: Adoption, role: Role, marks: Marks): readonly Before[] => [
  ...marks.cabins.map(({ node, path }): Before => ({ kind: 'created files', node, paths: [path] })),
  ...savedSettings(adoption),
  ...walKeep(adoption),
  ...marks.datanodes.flatMap(peerUnknown),
  // The one that stands there now is gs_sdr's own; what another one was it does not keep.
  ...(role === 'primary' ? [{ kind: 'stored hadr user', existed: false } as const] : ownPrimary(adoption, marks)),
];

/** gs_sdr changes them on all datanodes at once. */
const savedSettings = ({ settings, snapshot }: Adoption): readonly Before[] =>
  snapshot.datanodes.flatMap(({ id }) =>
    settings.map(({ parameter, value }): Before => ({
      kind: 'datanode parameter',
      datanode: id,
      parameter,
      value,
      until: 'undone',
    })),
  );

const walKeep = ({ walKeep: kept }: Adoption): readonly Before[] =>
  kept === undefined ? [] : [{ kind: 'datanode parameter', ...kept, parameter: 'wal_keep_segments', until: 'end' }];

/** As before the clusters were made known to each other. */
const peerUnknown = ({ id, slots, peerLines }: DatanodeMarks): readonly Before[] => [
  ...slots.map(({ parameter, plain }): Before => ({
    kind: 'datanode parameter',
    datanode: id,
    parameter,
    value: plain,
    until: 'undone',
  })),
  ...(peerLines.length > 0 ? [{ kind: 'pg_hba lines', datanode: id, added: peerLines } as const] : []),
];

/** As a cluster that has a primary of its own. */
const ownPrimary = ({ recorded }: Adoption, { datanodes, backupOpenKey, cmParameters }: Marks): readonly Before[] => [
  ...datanodes
    .filter(({ runMode }) => runMode === 'cluster_standby')
    .map(({ id }): Before => ({
      kind: 'datanode parameter',
      datanode: id,
      parameter: 'stream_cluster_run_mode',
      value: 'cluster_primary',
      until: 'undone',
    })),
  ...(recorded >= LAST_BEFORE_STEP_5 ? [{ kind: 'ddb key', key: backupOpenKey, value: OWN_PRIMARY } as const] : []),
  ...cmParameters
    .filter(({ value }) => value === FOLLOWS)
    .map((mark): Before => ({ kind: 'cm parameter', ...mark, value: OWN_PRIMARY })),
];
