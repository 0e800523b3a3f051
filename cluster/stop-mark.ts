import type { Host } from './host/host.js';

const MARK = 'cluster_manual_start';

const directory = async (host: Host): Promise<string> => `${(await host.environment()).gaussHome}/bin`;

/**
 * `cm_ctl stop` leaves a mark on each node it stops, under which CM keeps away from whatever runs there. `cm_ctl start`
 * takes it away over ssh, and goes on without a node that it could not reach just then (openGauss CM, ctl_start.cpp): as
 * long as the mark is there that node counts as unknown, and the start never ends.
 * Absent is fine.
 */
export const removeStopMark = async (host: Host): Promise<void> => host.remove(`${await directory(host)}/${MARK}`);

/** Whether the mark is there. */
export const hasStopMark = async (host: Host): Promise<boolean> =>
  (await host.list(await directory(host)))?.includes(MARK) === true;
