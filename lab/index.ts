export { openLab, type Lab, type Ran } from './lab.js';
export { findLab } from './find.js';
export { labUp, type LabOptions } from './up.js';
export { labDown, untilNormal } from './down.js';
export { labDirectories, labDirectory, placeOf, stateOf, temporalMark, type LabState } from './directory.js';
export { HADR_USER, SAMPLE_DATABASE } from './contents.js';
export type { Call } from './call-log.js';
export type { ActiveFault } from './faults/active.js';
export { describeFault } from './faults/describe.js';
export type { Fault } from './faults/fault.js';
export type { NetworkKind } from './network/network.js';
export type { ClusterView, FaultView, LabStatus, NodeView } from './status.js';
export {
  LAB_CLUSTERS,
  nodeNamed,
  nodesOf,
  type LabCluster,
  type LabClusterName,
  type LabNode,
  type LabTopology,
} from './topology.js';
export { endMarked, type Mark } from './processes.js';
