import type { Role } from '../roles.js';
import type { ClusterPair } from '../topology.js';
import type { SideFacts } from './facts.js';
import type { CheckReport } from './report.js';

/** What `sdr check` asks of one cluster. */
export interface CheckRequest {
  readonly pair: ClusterPair;
  readonly role: Role;
  readonly hadrUser: string;
}

/** What the workflow `check` answers: what was asked, what was found, and what follows from it. */
export interface CheckAnswer {
  readonly request: CheckRequest;
  readonly facts: SideFacts;
  readonly report: CheckReport;
}
