import { activity } from './activity.js';
import type { StartActivities } from './contract.js';
import type { Dependencies } from './deps.js';
import { comparePlan } from './plan/compare-plan.js';
import { WORKS } from './start/works.js';

export type { Dependencies, GsSdrLog } from './deps.js';
export type { StartActivities } from './contract.js';
export { createBothActivities } from './both/index.js';
export { createLookActivities, type LookActivities } from './looks/activities.js';
export type { MonitorActivities } from './monitor/contract.js';
export { createMonitorActivities, type Webhook } from './monitor/tell-notices.js';
export { createPlanActivities, type PlanActivities } from './plan/activities.js';

/** All activities a worker of a cluster registers. */
export const createActivities = (deps: Dependencies): StartActivities => ({
  chooseHomeNode: activity('chooseHomeNode', deps, WORKS.chooseHomeNode),
  recallLastRun: activity('recallLastRun', deps, WORKS.recallLastRun),
  adoptStart: activity('adoptStart', deps, WORKS.adoptStart),
  openWorkspace: activity('openWorkspace', deps, WORKS.openWorkspace),
  readCluster: activity('readCluster', deps, WORKS.readCluster),
  checkHadrUser: activity('checkHadrUser', deps, WORKS.checkHadrUser),
  prepareHadrKeys: activity('prepareHadrKeys', deps, WORKS.prepareHadrKeys),
  storeHadrUser: activity('storeHadrUser', deps, WORKS.storeHadrUser),
  checkCluster: activity('checkCluster', deps, WORKS.checkCluster),
  checkCredentials: activity('checkCredentials', deps, WORKS.checkCredentials),
  confirmOverwrite: activity('confirmOverwrite', deps, WORKS.confirmOverwrite),
  alignSettings: activity('alignSettings', deps, WORKS.alignSettings),
  recordConfiguration: activity('recordConfiguration', deps, WORKS.recordConfiguration),
  allowPeer: activity('allowPeer', deps, WORKS.allowPeer),
  connectPeer: activity('connectPeer', deps, WORKS.connectPeer),
  shareKeyFiles: activity('shareKeyFiles', deps, WORKS.shareKeyFiles),
  rememberWalKeep: activity('rememberWalKeep', deps, WORKS.rememberWalKeep),
  dropLogicalSlots: activity('dropLogicalSlots', deps, WORKS.dropLogicalSlots),
  fetchKeyFiles: activity('fetchKeyFiles', deps, WORKS.fetchKeyFiles),
  adoptKeyFiles: activity('adoptKeyFiles', deps, WORKS.adoptKeyFiles),
  keepWal: activity('keepWal', deps, WORKS.keepWal),
  setRunMode: activity('setRunMode', deps, WORKS.setRunMode),
  setBackupOpen: activity('setBackupOpen', deps, WORKS.setBackupOpen),
  stopCluster: activity('stopCluster', deps, WORKS.stopCluster),
  setCmMode: activity('setCmMode', deps, WORKS.setCmMode),
  checkDataConnection: activity('checkDataConnection', deps, WORKS.checkDataConnection),
  backUpPgHba: activity('backUpPgHba', deps, WORKS.backUpPgHba),
  backUpPgIdent: activity('backUpPgIdent', deps, WORKS.backUpPgIdent),
  buildMainStandby: activity('buildMainStandby', deps, WORKS.buildMainStandby),
  restorePgHba: activity('restorePgHba', deps, WORKS.restorePgHba),
  restorePgIdent: activity('restorePgIdent', deps, WORKS.restorePgIdent),
  startMainStandby: activity('startMainStandby', deps, WORKS.startMainStandby),
  buildCascadeStandby: activity('buildCascadeStandby', deps, WORKS.buildCascadeStandby),
  startCluster: activity('startCluster', deps, WORKS.startCluster),
  waitForMainStandby: activity('waitForMainStandby', deps, WORKS.waitForMainStandby),
  checkClusterState: activity('checkClusterState', deps, WORKS.checkClusterState),
  restoreWalKeep: activity('restoreWalKeep', deps, WORKS.restoreWalKeep),
  removeKeyFiles: activity('removeKeyFiles', deps, WORKS.removeKeyFiles),
  closeWorkspace: activity('closeWorkspace', deps, WORKS.closeWorkspace),
  publishStatus: activity('publishStatus', deps, WORKS.publishStatus),
  putBack: activity('putBack', deps, WORKS.putBack),
  dropWorkspace: activity('dropWorkspace', deps, WORKS.dropWorkspace),
  restartCluster: activity('restartCluster', deps, WORKS.restartCluster),
  stopBuilds: activity('stopBuilds', deps, WORKS.stopBuilds),
  comparePlan: activity('comparePlan', deps, comparePlan),
});
