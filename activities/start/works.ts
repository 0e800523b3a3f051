import type { PartId } from '../../domain/start/parts.js';
import type { Answer, Told } from '../contract.js';
import type { Work } from '../work.js';
import { openWorkspace, readCluster } from './1-open-workspace.js';
import { alignSettings, checkCluster, checkCredentials, confirmOverwrite } from './2-check-cluster.js';
import {
  adoptKeyFiles,
  dropLogicalSlots,
  fetchKeyFiles,
  rememberWalKeep,
  shareKeyFiles,
} from './3-exchange-key-files.js';
import { keepWal } from './4-keep-wal.js';
import { setBackupOpen, setRunMode, stopCluster } from './5-set-run-mode.js';
import { setCmMode } from './6-set-cm-mode.js';
import { buildCascadeStandby } from './7-build/cascade-standby.js';
import { backUp, restore } from './7-build/configuration-files.js';
import { checkDataConnection } from './7-build/data-connection.js';
import { buildMainStandby, startMainStandby } from './7-build/main-standby.js';
import { checkClusterState, startCluster } from './8-bring-up.js';
import { waitForMainStandby } from './8-wait-for-main-standby.js';
import { closeWorkspace, removeKeyFiles, restoreWalKeep } from './9-clean-up.js';
import { allowPeer, connectPeer, recordConfiguration } from './common-configuration.js';
import { checkHadrUser, prepareHadrKeys, storeHadrUser } from './hadr-user.js';
import { adoptStart } from './adopt/adopt-start.js';
import { chooseHomeNode, recallLastRun } from './home-node.js';
import { dropWorkspace, putBack, stopBuilds } from './put-back.js';
import { restartCluster } from './restart-cluster.js';
import { publishStatus } from './status.js';

/** Parts that do something; to compare plans is about them. */
export type WorkPart = Exclude<PartId, 'comparePlan'>;

/** What each part of the table does: activities do it, and a plan has it done on nodes that only note it. */
export const WORKS: { readonly [P in WorkPart]: (work: Work<Told<P>>) => Promise<Answer<P>> } = {
  chooseHomeNode,
  recallLastRun,
  adoptStart,
  openWorkspace,
  readCluster,
  checkHadrUser,
  prepareHadrKeys,
  storeHadrUser,
  checkCluster,
  checkCredentials,
  confirmOverwrite,
  alignSettings,
  recordConfiguration,
  allowPeer,
  connectPeer,
  shareKeyFiles,
  rememberWalKeep,
  dropLogicalSlots,
  fetchKeyFiles,
  adoptKeyFiles,
  keepWal,
  setRunMode,
  setBackupOpen,
  stopCluster,
  setCmMode,
  checkDataConnection,
  backUpPgHba: backUp('pg_hba.conf'),
  backUpPgIdent: backUp('pg_ident.conf'),
  buildMainStandby,
  restorePgHba: restore('pg_hba.conf'),
  restorePgIdent: restore('pg_ident.conf'),
  startMainStandby,
  buildCascadeStandby,
  startCluster,
  waitForMainStandby,
  checkClusterState,
  restoreWalKeep,
  removeKeyFiles,
  closeWorkspace,
  publishStatus,
  putBack,
  dropWorkspace,
  restartCluster,
  stopBuilds,
};
