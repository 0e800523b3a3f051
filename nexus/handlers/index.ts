import * as nexus from 'nexus-rpc';
import { sdrService } from '../service.js';
import { abort } from './abort.js';
import { refusing } from './refusing.js';
import { check, query, start } from './runs.js';
import { status } from './status.js';

/** What a worker registers so that it serves the operations. */
export const createNexusService = (): nexus.ServiceHandler<typeof sdrService.operations> =>
  nexus.serviceHandler(sdrService, { start, check, query, abort: refusing(abort), status: refusing(status) });
