import { checkGuc } from '../../../cluster/gs-guc.js';
import { onEach, onNodes } from '../../../cluster/on-nodes.js';
import { missingLines, peerLines } from '../../../cluster/pg-hba.js';
import { readSlots } from '../../../cluster/read-slots.js';
import { planRemoval, slotName } from '../../../cluster/replconninfo.js';
import { workspaceOn } from '../../../cluster/workspace.js';
import type { Adoption } from '../../../domain/start/adopt/adoption.js';
import type { CmParameterMark, DatanodeMarks, Marks } from '../../../domain/start/adopt/marks.js';
import type { Datanode } from '../../../domain/topology.js';
import { home, hostOf, nodes, peerNodes, snapshotOf, type Work } from '../../work.js';
import { backupOpenKey } from '../5-set-run-mode.js';
import { cmParametersNow } from '../6-set-cm-mode.js';
import { ownFileNow } from '../7-build/configuration-files.js';

/** Looks for what gs_sdr has changed on the cluster and keeps no record of. It changes nothing. */
export const marksOn = async (work: Work, { recorded }: Adoption): Promise<Marks> => {
  const [datanodes, key, cmParameters, cabins] = await Promise.all([
    onEach(
      snapshotOf(work).datanodes,
      ({ nodeName }) => nodeName,
      (datanode) => datanodeMarks(work, datanode),
    ),
    backupOpenKey(home(work)),
    cmMarks(work, recorded),
    onNodes(nodes(work), async (host) => ({ node: host.address, path: (await workspaceOn(host)).cabin })),
  ]);
  return { datanodes, backupOpenKey: key, cmParameters, cabins };
};

/** Step 6, which sets them, has begun when step 5 is recorded. */
const LAST_BEFORE_STEP_6 = 5;

const cmMarks = async (work: Work, recorded: number): Promise<readonly CmParameterMark[]> =>
  work.scope.role === 'disaster_standby' && recorded >= LAST_BEFORE_STEP_6 ? cmParametersNow(work) : [];

const datanodeMarks = async (work: Work, datanode: Datanode): Promise<DatanodeMarks> => {
  const host = hostOf(work, datanode);
  const runMode =
    work.scope.role === 'primary'
      ? null
      : await checkGuc(host, datanode.dataDirectory, 'stream_cluster_run_mode', work.signal);
  return {
    id: datanode.id,
    runMode,
    slots: await slotMarks(work, datanode),
    peerLines: await lineMarks(work, datanode),
  };
};

/** Entries towards another cluster than the peer are not gs_sdr's of this start. */
const slotMarks = async (work: Work, datanode: Datanode): Promise<DatanodeMarks['slots']> => {
  const found = await readSlots(hostOf(work, datanode), datanode.dataDirectory, peerNodes(work.scope), work.signal);
  const isPeers = (value: string): boolean =>
    peerNodes(work.scope).some(({ dataIp }) => value.includes(`remotehost=${dataIp} `));
  return planRemoval(found).flatMap(({ slot, value: plain }) => {
    const now = found[slot - 1] ?? null;
    return now === plain || (plain === null && !isPeers(now ?? '')) ? [] : [{ parameter: slotName(slot), plain }];
  });
};

const lineMarks = async (work: Work, datanode: Datanode): Promise<readonly string[]> => {
  const host = hostOf(work, datanode);
  const wanted = peerLines((await host.environment()).osUser, peerNodes(work.scope));
  const missing = missingLines((await ownFileNow(host, datanode, 'pg_hba.conf'))?.toString('utf8') ?? '', wanted);
  return wanted.filter((line) => !missing.includes(line));
};
