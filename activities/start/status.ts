import { onNodes } from '../../cluster/on-nodes.js';
import type { Host } from '../../cluster/host/host.js';
import { readStatus, workspaceOn, writeStatus } from '../../cluster/workspace.js';
import { publishLines } from '../../domain/start/log-lines.js';
import type { Outcome, PublishScope } from '../contract.js';
import type { Status } from '../../domain/status.js';
import { nodes, ownNodes, snapshotOf, type Work } from '../work.js';

/**
 * Publishes a status in `.hadr_cluster_stat` on every node, as gs_sdr does. A node that cannot be written is named and
 * fails nothing: the run itself knows its status, and the node learns it as the workspace is closed.
 * Twice: the same word.
 */
export const publishStatus = async (work: Work<PublishScope>): Promise<Outcome> => {
  const { status, snapshot } = work.scope;
  const names = snapshot
    ? snapshotOf(work).datanodes.map(({ nodeName }) => nodeName)
    : ownNodes(work.scope).map(({ ip }) => ip);
  for (const line of publishLines(status, names)) work.log.debug(line);
  try {
    await onNodes(nodes(work), (host) => publishOn(host, status));
    return { said: `${status} is published on ${names.length} nodes` };
  } catch (error) {
    work.signal.throwIfAborted();
    return { said: `${status} is not published everywhere: ${error instanceof Error ? error.message : String(error)}` };
  }
};

/** On a node that has a workspace. */
const publishOn = async (host: Host, status: Status): Promise<void> => {
  const { cabin } = await workspaceOn(host);
  if ((await host.list(cabin)) !== undefined) await writeStatus(host, status);
};

/** One that was away as the status was published shows an older one. */
export const correctStatus = async (host: Host, status: Status): Promise<void> => {
  if ((await readStatus(host)) !== status) await publishOn(host, status);
};
