export { openLab, HADR_USER, SAMPLE_DATABASE, type Lab, type Ran } from './lab.js';
export { labDirectory, labDown, labUp, untilNormal, type LabOptions } from './up.js';
export type { Call } from './call-log.js';
export type { Fault } from './faults.js';
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
