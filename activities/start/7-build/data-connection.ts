import { reaches } from '../../../cluster/network.js';
import { SdrError } from '../../../domain/errors.js';
import type { Outcome } from '../../contract.js';
import { addressOf, hostOf, mainStandby, peerNodes, type Work } from '../../work.js';

/**
 * Step 7: the future main standby reaches a node of the primary cluster over the data network; the first that answers is
 * enough.
 * Twice: it only looks.
 * @throws SdrError E_PEER_UNREACHABLE
 */
export const checkDataConnection = async (work: Work): Promise<Outcome> => {
  const datanode = mainStandby(work);
  const host = hostOf(work, datanode);
  const { ip, dataIp } = addressOf(work, datanode);
  work.log.debug(`Got ip[${ip}], dataIp[${dataIp}].`);
  for (const peer of peerNodes(work.scope)) {
    const there = await reaches(host, peer.dataIp, dataIp, work.signal);
    work.log.debug(
      `Remote ping result on node:${datanode.nodeName}, from ip:${dataIp}, to ip:${peer.dataIp}, result:('${peer.dataIp}', ${there ? 'True' : 'False'}).`,
    );
    if (there) {
      work.log.debug('Successfully check main standby data ip connection.');
      return { said: `${dataIp} reaches ${peer.dataIp}` };
    }
  }
  const tried = peerNodes(work.scope).map((peer) => peer.dataIp);
  throw new SdrError('E_PEER_UNREACHABLE', `no ping from ${dataIp} to ${tried.join(', ')}`, {
    node: datanode.nodeName,
  });
};
