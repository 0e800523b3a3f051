import { differencesOf } from '../../config/differences.js';
import { readJson } from '../../config/from-json.js';
import { SdrError } from '../../errors.js';
import { ROLES, type Role } from '../../roles.js';
import { nodesOf, primaryOf, type ClusterPair, type ClusterSide, type ClusterSnapshot } from '../../topology.js';
import type { Adoption } from './adoption.js';
import { START_STEP_FILES, type Leavings } from './leavings.js';
import {
  recordedStepIn,
  savedSettingsIn,
  walKeepIn,
  type RecordedRow,
  type SavedSetting,
  type WalKeep,
} from './records.js';
import { statusBehind } from './status.js';

/** What the start that is to go on is asked for. */
interface Wanted {
  readonly role: Role;
  readonly pair: ClusterPair;
}

/**
 * The start that gs_sdr has left half-way on this cluster, by what its nodes have; undefined when it left none. All of
 * its records must fit together and to what is wanted: otherwise nobody knows what would go on.
 * @throws SdrError E_NOT_ADOPTABLE with what does not fit
 */
export const judge = (found: readonly Leavings[], wanted: Wanted): Adoption | undefined => {
  const starts = found.flatMap((at) =>
    ROLES.flatMap((role) => {
      const text = at.stepFiles[START_STEP_FILES[role]];
      return text === undefined ? [] : [{ at, role, text }];
    }),
  );
  const [start, ...others] = starts;
  if (start === undefined) return undefined;
  if (others.length > 0) {
    const files = starts.map(({ at, role }) => `${START_STEP_FILES[role]} on ${at.node.name}`);
    throw notAdoptable(`which start is to go on? There are ${files.join(' and ')}`);
  }
  const file = START_STEP_FILES[start.role];
  if (start.role !== wanted.role)
    throw notAdoptable(`${file} is of a start as ${start.role}, not as ${wanted.role}`, start.at);
  refuseOtherActions(found, file);
  const step = recordedStepIn(start.text);
  if (step === undefined) throw notAdoptable(`${file} names no step that a start records`, start.at);
  return adoptionOf(start.at, step, wanted);
};

const notAdoptable = (why: string, at?: Leavings): SdrError =>
  new SdrError('E_NOT_ADOPTABLE', why, at && { node: at.node.ip });

const refuseOtherActions = (found: readonly Leavings[], file: string): void => {
  for (const at of found) {
    const others = Object.keys(at.stepFiles).filter((name) => name !== file);
    if (others.length > 0)
      throw notAdoptable(`another action of gs_sdr was left half-way too: ${others.join(', ')}`, at);
  }
};

const adoptionOf = (at: Leavings, { number: recorded, recordedAs }: RecordedRow, { role, pair }: Wanted): Adoption => {
  const contradicted = (why: string): SdrError => notAdoptable(`the step file records ${recordedAs}, but ${why}`, at);
  const status = statusBehind(role, recorded, at.status);
  if (status === undefined) throw contradicted(`.hadr_cluster_stat says "${at.status}"`);
  refuseOtherPair(at, recorded, pair, contradicted);
  const snapshot = snapshotOf(at, pair, contradicted);
  const walKeep = role === 'primary' ? walKeepOf(at, recorded, snapshot, contradicted) : undefined;
  return {
    home: at.node,
    recorded,
    recordedAs,
    status,
    snapshot,
    ...(walKeep && { walKeep }),
    settings: settingsOf(at, contradicted),
    erased: role === 'disaster_standby' && (recorded >= 7 || (recorded === 6 && status !== 'normal')),
  };
};

type Contradicted = (why: string) => SdrError;

/** Written behind step 2, and anew at each entry. */
const refuseOtherPair = (
  { configuration }: Leavings,
  recorded: number,
  pair: ClusterPair,
  contradicted: Contradicted,
): void => {
  if (configuration === undefined) {
    if (recorded >= 3) throw contradicted('cluster_conf_record is missing');
    return;
  }
  const read = readRecord(configuration, pair);
  if (read === undefined) throw contradicted('cluster_conf_record is no configuration of two clusters');
  for (const side of ['local', 'remote'] as const) {
    const [was, is] = [placesOf(read[side]), placesOf(pair[side])];
    if (was !== is) throw contradicted(`cluster_conf_record is of another pair: ${side} ${was}, not ${is}`);
  }
};

/** It has no names: those that are asked for stand in for them. */
const readRecord = (text: string, { cluster, peer }: ClusterPair): ClusterPair | undefined => {
  try {
    const read = readJson(text, { cluster, peer });
    return read.kind === 'read' ? read.value : undefined;
  } catch (error) {
    if (error instanceof SdrError) return undefined;
    throw error;
  }
};

const placesOf = (side: ClusterSide): string => {
  const addresses = nodesOf(side).map(({ dataIp }) => dataIp);
  return `${addresses.toSorted().join(', ')} at port ${side.port}`;
};

const snapshotOf = ({ snapshot }: Leavings, pair: ClusterPair, contradicted: Contradicted): ClusterSnapshot => {
  if (snapshot === undefined) throw contradicted('cluster_state_tmp, which shows the cluster as it was, is missing');
  if (snapshot === 'not understood') throw contradicted('cluster_state_tmp does not show a cluster');
  if (primaryOf(snapshot) === undefined) throw contradicted('cluster_state_tmp shows no primary datanode');
  const differences = differencesOf(pair, snapshot);
  if (differences.length > 0) throw contradicted(`by cluster_state_tmp ${differences.join('; ')}`);
  return snapshot;
};

/** Remembered in step 3, before step 4 raises it: without it nobody knows what to put back. */
const walKeepOf = (
  { walKeep }: Leavings,
  recorded: number,
  { datanodes }: ClusterSnapshot,
  contradicted: Contradicted,
): WalKeep | undefined => {
  if (walKeep === undefined) {
    if (recorded >= 3) throw contradicted('.wal_keep_segments_record is missing');
    return undefined;
  }
  const read = walKeepIn(walKeep);
  if (read === undefined || !datanodes.some(({ id }) => id === read.datanode))
    throw contradicted('.wal_keep_segments_record does not say what a datanode of this cluster had');
  return read;
};

const settingsOf = ({ settings = '' }: Leavings, contradicted: Contradicted): readonly SavedSetting[] => {
  const read = savedSettingsIn(settings);
  if (read === undefined) throw contradicted('.streaming_guc_backup has lines that gs_sdr does not write');
  return read;
};
