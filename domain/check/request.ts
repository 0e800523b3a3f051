import type { BothRequest } from '../both/request.js';
import type { Role } from '../roles.js';
import type { StartRequest } from '../start/request.js';
import type { ClusterPair } from '../topology.js';
import type { SideFacts } from './facts.js';
import type { CheckReport } from './report.js';

/** What `sdr check` asks of one cluster. */
export interface CheckRequest {
  readonly pair: ClusterPair;
  readonly role: Role;
  readonly hadrUser: string;
}

/** What is asked of both clusters, each in the role it is to have. */
export interface CheckBothRequest {
  readonly primary: CheckRequest;
  readonly standby: CheckRequest;
}

/** The same two clusters, roles and user that a start of both would have. */
export const checkRequestOf = ({ primary, standby }: BothRequest): CheckBothRequest => {
  const of = ({ pair, role, hadrUser }: StartRequest): CheckRequest => ({ pair, role, hadrUser });
  return { primary: of(primary), standby: of(standby) };
};

/** What the workflow `check` answers: what was asked, what was found, and what follows from it. */
export interface CheckAnswer {
  readonly request: CheckRequest;
  readonly facts: SideFacts;
  readonly report: CheckReport;
}
