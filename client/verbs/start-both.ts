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
import { choicesOf, confirmed, requestOf, type StartChoices } from './start.js';

/**
 * `sdr start --both`: asks what must be asked, starts both sides as one, shows them until neither goes on by itself. A side
 * of which gs_sdr has left nothing begins normally, also with `--adopt`.
 */
export const startBoth = async (primary: ClusterPair, standby: ClusterPair, options: StartOptions): Promise<void> => {
  const choices = choicesOf(options, 'if any');
  const wanted = bothOf(requestOf(primary, 'primary', choices), requestOf(standby, 'disaster_standby', choices));
  const pair = [primary.cluster, standby.cluster] as const;
  await withEngine(async (engine) => {
    const accepted = await startAsOne(engine, await bothConfirmed(engine, wanted, choices));
    if (options.detach) tellAccepted(accepted, pairName(...pair), options.output);
    else tellEndOfBoth(await follow(engine, thePair(engine, pair), accepted.ended), options.output);
  });
};

/** A standby that is there already is not erased again: nobody needs to be asked. */
const bothConfirmed = async (engine: Engine, wanted: BothRequest, options: StartChoices): Promise<BothRequest> => {
  const primary = await confirmed(engine, wanted.primary, options);
  const stands = (await standing(engine, wanted.standby)) !== undefined;
  return { ...wanted, primary, standby: stands ? wanted.standby : await confirmed(engine, wanted.standby, options) };
};
