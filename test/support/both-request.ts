import { bothOf, type BothRequest } from '../../domain/both/request.js';
import { seenFromPeer } from '../../domain/topology.js';
import { startRequest } from './start-request.js';

/** Both sides of two clusters that no other test uses. */
export const pairRequest = (changes: Partial<BothRequest['primary']> = {}): BothRequest => {
  const primary = startRequest('primary', changes);
  const standby = {
    ...startRequest('disaster_standby', changes),
    pair: seenFromPeer(primary.pair),
    overwrite: { confirmed: primary.pair.peer, despiteSessions: false },
  };
  return bothOf(primary, standby);
};
