import { settingsOf } from '../../cluster/inspection.js';
import { diskOf, walDirectories } from '../../cluster/node-facts.js';
import { refusals } from '../../cluster/pg-hba.js';
import { readSlots } from '../../cluster/read-slots.js';
import { describeSlots } from '../../cluster/replconninfo.js';
import type { Host } from '../../cluster/host/host.js';
import type { DatanodeFacts } from '../../domain/check/facts.js';
import type { CheckRequest } from '../../domain/check/request.js';
import { seen, type Seen } from '../../domain/check/seen.js';
import { SdrError } from '../../domain/errors.js';
import { nodesOf, type Datanode } from '../../domain/topology.js';
import type { Dependencies } from '../deps.js';
import { addressOf } from '../looks/nodes.js';
import type { Instances } from './gather.js';
import { following, looked } from './looked.js';

/** All datanodes that CM shows, at once. */
export const datanodeFacts = (
  deps: Dependencies,
  request: CheckRequest,
  instances: Instances,
): Promise<Seen<readonly DatanodeFacts[]>> =>
  following(instances, async ({ datanodes }) =>
    seen(await Promise.all(datanodes.map((datanode) => factsOf(deps, request, datanode)))),
  );

const factsOf = async (deps: Dependencies, request: CheckRequest, datanode: Datanode): Promise<DatanodeFacts> => {
  const { pair } = request;
  const address = addressOf(request, datanode);
  const host = deps.host(address.ip);
  const directory = datanode.dataDirectory;
  const peers = nodesOf(pair.remote);
  const [settings, replConnInfo, refused, disk, walDisk] = await Promise.all([
    looked((signal) => settingsOf({ host, port: pair.local.port, signal })),
    looked(async (signal) => describeSlots(await readSlots(host, directory, peers, signal))),
    looked(async () =>
      refusals(
        await pgHbaOf(host, directory),
        peers.map(({ dataIp }) => dataIp),
      ),
    ),
    looked((signal) => diskOf(host, [directory], signal)),
    looked((signal) => diskOf(host, walDirectories(directory), signal)),
  ]);
  return { datanode, address, settings, replConnInfo, refusals: refused, disk, walDisk };
};

const pgHbaOf = async (host: Host, directory: string): Promise<string> => {
  const file = await host.readFile(`${directory}/pg_hba.conf`);
  if (file === undefined) throw new SdrError('E_COMMAND_FAILED', `there is no ${directory}/pg_hba.conf`);
  return file.toString('utf8');
};
