import { datanodeName, primaryOf, type Datanode } from '../topology.js';
import { PARTS, type PartId } from './parts.js';
import type { RunState } from './run-state.js';

/** Where the parts of a start work, as far as it is single datanodes. */

/** The datanode that becomes main standby: the former primary of the snapshot. */
export const mainStandbyIn = ({ facts }: RunState): Datanode | undefined => facts.snapshot && primaryOf(facts.snapshot);

/** All others become cascade standbys. */
export const cascadesIn = (state: RunState): readonly Datanode[] => {
  const main = mainStandbyIn(state);
  return (state.facts.snapshot?.datanodes ?? []).filter(({ id }) => id !== main?.id);
};

export const whereOf = (datanode: Datanode): string => `${datanode.nodeName} ${datanodeName(datanode.id)}`;

/** Where a part works that is not one datanode known beforehand, for people. */
export const placeText = ({ facts }: RunState, part: PartId): string => {
  const { on } = PARTS[part];
  return on === 'home node' && facts.home !== undefined ? `home node ${facts.home.name}` : on;
};

/** Names a part in a run: with its place where there are several. */
export const partKey = (part: PartId, where: string): string => (where ? `${part} ${where}` : part);
