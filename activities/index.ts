import { activity } from './activity.js';
import type { StartActivities } from './contract.js';
import type { Dependencies } from './deps.js';
import { openWorkspace, readCluster } from './start/1-open-workspace.js';
import { alignSettings, checkCluster, checkCredentials, confirmOverwrite } from './start/2-check-cluster.js';
import {
  adoptKeyFiles,
  dropLogicalSlots,
  fetchKeyFiles,
  rememberWalKeep,
  shareKeyFiles,
} from './start/3-exchange-key-files.js';
import { keepWal } from './start/4-keep-wal.js';
import { setBackupOpen, setRunMode, stopCluster } from './start/5-set-run-mode.js';
import { setCmMode } from './start/6-set-cm-mode.js';
import { buildCascadeStandby } from './start/7-build/cascade-standby.js';
import { backUp, restore } from './start/7-build/configuration-files.js';
import { checkDataConnection } from './start/7-build/data-connection.js';
import { buildMainStandby, startMainStandby } from './start/7-build/main-standby.js';
import { checkClusterState, startCluster } from './start/8-bring-up.js';
import { waitForMainStandby } from './start/8-wait-for-main-standby.js';
import { closeWorkspace, removeKeyFiles, restoreWalKeep } from './start/9-clean-up.js';
import { allowPeer, connectPeer, recordConfiguration } from './start/common-configuration.js';
import { checkHadrUser, prepareHadrKeys, storeHadrUser } from './start/hadr-user.js';
import { chooseHomeNode, recallLastRun } from './start/home-node.js';
import { dropWorkspace, putBack, restartCluster, stopBuilds } from './start/put-back.js';
import { publishStatus } from './start/status.js';

export type { Dependencies, GsSdrLog } from './deps.js';
export type { StartActivities } from './contract.js';
export { createBothActivities } from './both/index.js';
export { createLookActivities, type LookActivities } from './looks/activities.js';

/** All activities a worker of a cluster registers. */
export const createActivities = (deps: Dependencies): StartActivities => ({
  chooseHomeNode: activity('chooseHomeNode', deps, chooseHomeNode),
  recallLastRun: activity('recallLastRun', deps, recallLastRun),
  openWorkspace: activity('openWorkspace', deps, openWorkspace),
  readCluster: activity('readCluster', deps, readCluster),
  checkHadrUser: activity('checkHadrUser', deps, checkHadrUser),
  prepareHadrKeys: activity('prepareHadrKeys', deps, prepareHadrKeys),
  storeHadrUser: activity('storeHadrUser', deps, storeHadrUser),
  checkCluster: activity('checkCluster', deps, checkCluster),
  checkCredentials: activity('checkCredentials', deps, checkCredentials),
  confirmOverwrite: activity('confirmOverwrite', deps, confirmOverwrite),
  alignSettings: activity('alignSettings', deps, alignSettings),
  recordConfiguration: activity('recordConfiguration', deps, recordConfiguration),
  allowPeer: activity('allowPeer', deps, allowPeer),
  connectPeer: activity('connectPeer', deps, connectPeer),
  shareKeyFiles: activity('shareKeyFiles', deps, shareKeyFiles),
  rememberWalKeep: activity('rememberWalKeep', deps, rememberWalKeep),
  dropLogicalSlots: activity('dropLogicalSlots', deps, dropLogicalSlots),
  fetchKeyFiles: activity('fetchKeyFiles', deps, fetchKeyFiles),
  adoptKeyFiles: activity('adoptKeyFiles', deps, adoptKeyFiles),
  keepWal: activity('keepWal', deps, keepWal),
  setRunMode: activity('setRunMode', deps, setRunMode),
  setBackupOpen: activity('setBackupOpen', deps, setBackupOpen),
  stopCluster: activity('stopCluster', deps, stopCluster),
  setCmMode: activity('setCmMode', deps, setCmMode),
  checkDataConnection: activity('checkDataConnection', deps, checkDataConnection),
  backUpPgHba: activity('backUpPgHba', deps, backUp('pg_hba.conf')),
  backUpPgIdent: activity('backUpPgIdent', deps, backUp('pg_ident.conf')),
  buildMainStandby: activity('buildMainStandby', deps, buildMainStandby),
  restorePgHba: activity('restorePgHba', deps, restore('pg_hba.conf')),
  restorePgIdent: activity('restorePgIdent', deps, restore('pg_ident.conf')),
  startMainStandby: activity('startMainStandby', deps, startMainStandby),
  buildCascadeStandby: activity('buildCascadeStandby', deps, buildCascadeStandby),
  startCluster: activity('startCluster', deps, startCluster),
  waitForMainStandby: activity('waitForMainStandby', deps, waitForMainStandby),
  checkClusterState: activity('checkClusterState', deps, checkClusterState),
  restoreWalKeep: activity('restoreWalKeep', deps, restoreWalKeep),
  removeKeyFiles: activity('removeKeyFiles', deps, removeKeyFiles),
  closeWorkspace: activity('closeWorkspace', deps, closeWorkspace),
  publishStatus: activity('publishStatus', deps, publishStatus),
  putBack: activity('putBack', deps, putBack),
  dropWorkspace: activity('dropWorkspace', deps, dropWorkspace),
  restartCluster: activity('restartCluster', deps, restartCluster),
  stopBuilds: activity('stopBuilds', deps, stopBuilds),
});
