import { bothOf, type BothRequest } from '../../domain/both/request.js';
import { pairName } from '../../domain/names.js';
import type { ClusterPair } from '../../domain/topology.js';
import { startBoth as startAsOne } from '../../engine/both.js';
import { withEngine } from '../../engine/connection.js';
import type { Engine } from '../../engine/engine.js';
import { standing } from '../../engine/standing.js';
import { tellAccepted } from '../cli/end.js';
import { tellEndOfBoth } from '../cli/end-both.js';
import { follow } from '../cli/follow.js';
import { thePair } from '../cli/followed.js';
import type { StartOptions } from '../commands/start.js';
import { confirmed, requestOf } from './start.js';

/** `sdr start --both`: asks what must be asked, starts both sides as one, shows them until neither goes on by itself. */
export const startBoth = async (primary: ClusterPair, standby: ClusterPair, options: StartOptions): Promise<void> => {
  const wanted = bothOf(requestOf(primary, 'primary', options), requestOf(standby, 'disaster_standby', options));
  const pair = [primary.cluster, standby.cluster] as const;
  await withEngine(async (engine) => {
    const accepted = await startAsOne(engine, await bothConfirmed(engine, wanted, options));
    if (options.detach) tellAccepted(accepted, pairName(...pair), options.output);
    else tellEndOfBoth(await follow(engine, thePair(engine, pair), accepted.ended), options.output);
  });
};

/** A standby that is there already is not erased again: nobody needs to be asked. */
const bothConfirmed = async (engine: Engine, wanted: BothRequest, options: StartOptions): Promise<BothRequest> => {
  const primary = await confirmed(engine, wanted.primary, options);
  const stands = (await standing(engine, wanted.standby)) !== undefined;
  return { ...wanted, primary, standby: stands ? wanted.standby : await confirmed(engine, wanted.standby, options) };
};
