import { bothOf, type BothRequest } from '../../domain/both/request.js';
import { startRequest } from './start-request.js';

/** Both sides of two clusters that no other test uses. */
export const pairRequest = (changes: Partial<BothRequest['primary']> = {}): BothRequest => {
  const primary = startRequest('primary', changes);
  const { cluster, peer, local, remote } = primary.pair;
  const standby = {
    ...startRequest('disaster_standby', changes),
    pair: { cluster: peer, peer: cluster, local: remote, remote: local },
    overwrite: { confirmed: peer, despiteSessions: false },
  };
  return bothOf(primary, standby);
};
