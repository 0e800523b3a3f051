import type { Host } from '../../cluster/host/host.js';
import { KEY_FILES, keyDirectory } from '../../cluster/hadr-keys.js';
import { connects, ownAddresses, reaches } from '../../cluster/network.js';
import { clockOf, missingTools, nameOf, unwritable } from '../../cluster/node-facts.js';
import { hasStopMark } from '../../cluster/stop-mark.js';
import { commitOf } from '../../cluster/version.js';
import { locksOn, readRunRecord, readStatus, stepFilesOn, upgradeFiles, workspaceOn } from '../../cluster/workspace.js';
import type { NodeFacts, WayFacts } from '../../domain/check/facts.js';
import type { CheckRequest } from '../../domain/check/request.js';
import { seen } from '../../domain/check/seen.js';
import { unseenNode } from '../../domain/check/unseen.js';
import { haPort, nodesOf, type NodeAddress } from '../../domain/topology.js';
import type { Dependencies } from '../deps.js';
import { looked } from './looked.js';

/** What start calls. */
const TOOLS = ['gs_ctl', 'gs_guc', 'cm_ctl', 'gsql', 'gs_encrypt', 'ping', 'hostname'];

/** One node; of one that does not answer nothing more is asked. */
export const nodeFacts = async (
  deps: Dependencies,
  { pair }: CheckRequest,
  address: NodeAddress,
  serviceClock: () => number,
): Promise<NodeFacts> => {
  const host = deps.host(address.ip);
  const environment = await looked(async (signal) => {
    await nameOf(host, signal);
    return host.environment();
  });
  if (environment.kind === 'unseen') return unseenNode(pair, address, environment.why);
  const { osUser, pgHost } = environment.value;
  const [missing, own, commit, clockAheadMs, barred] = await Promise.all([
    looked((signal) => missingTools(host, TOOLS, signal)),
    looked((signal) => ownAddresses(host, signal)),
    looked(() => commitOf(host)),
    looked((signal) => aheadOf(host, serviceClock, signal)),
    looked(async (signal) => unwritable(host, await placesOfStart(host), signal)),
  ]);
  const [locks, stepFiles, status, run, upgrade, stopMark, keyFiles, towardsPeer] = await Promise.all([
    looked(() => locksOn(host)),
    looked(() => stepFilesOn(host)),
    looked(async () => (await readStatus(host)) ?? ''),
    looked(async () => (await readRunRecord(host))?.runId ?? null),
    looked(() => upgradeFiles(host)),
    looked(() => hasStopMark(host)),
    looked(() => keyFilesOn(host)),
    Promise.all(
      nodesOf(pair.remote).map(({ dataIp }) => wayTo(host, address.dataIp, dataIp, haPort(pair.remote.port))),
    ),
  ]);
  return {
    address,
    environment: seen({ osUser, pgHost }),
    missingTools: missing,
    ownAddresses: own,
    commit,
    clockAheadMs,
    unwritable: barred,
    locks,
    stepFiles,
    status,
    run,
    upgradeFiles: upgrade,
    stopMark,
    keyFiles,
    towardsPeer,
  };
};

const wayTo = async (host: Host, from: string, to: string, port: number): Promise<WayFacts> => {
  const [pinged, connected] = await Promise.all([
    looked((signal) => reaches(host, to, from, signal)),
    looked((signal) => connects(host, { from, to, port }, signal)),
  ]);
  return { to, port, pinged, connected };
};

/** The answer was given about half-way through the asking. */
const aheadOf = async (host: Host, serviceClock: () => number, signal: AbortSignal): Promise<number> => {
  const { at, tookMs } = await clockOf(host, signal);
  return Math.round(at - (serviceClock() - tookMs / 2));
};

const placesOfStart = async (host: Host): Promise<readonly [string, ...string[]]> => {
  const { pgHost, cabin } = await workspaceOn(host);
  return [pgHost, cabin, await keyDirectory(host)];
};

const keyFilesOn = async (host: Host): Promise<readonly string[]> => {
  const names = (await host.list(await keyDirectory(host))) ?? [];
  return KEY_FILES.filter((name) => names.includes(name));
};
