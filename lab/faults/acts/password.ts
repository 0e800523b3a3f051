import { randomBytes } from 'node:crypto';
import { SdrError } from '../../../domain/errors.js';
import { HADR_USER } from '../../contents.js';
import { postmasterPid, readInstanceState } from '../../postgres/instance.js';
import { connectLocally } from '../../postgres/sql.js';
import type { LabClusterName, LabNode, LabTopology } from '../../topology.js';
import type { WrongPassword } from '../fault.js';
import type { Kept } from '../kept.js';
import type { Plan } from './plan.js';

export const planPassword = async (topology: LabTopology, { cluster }: WrongPassword): Promise<Plan> => {
  const primary = primaryOf(topology, cluster);
  if (primary === undefined) throw new SdrError('E_LAB_FAULT', 'it has no primary datanode that runs', { cluster });
  const was = await verifier(topology, primary);
  const left = nobodysVerifier();
  return {
    kept: { kind: 'changed password', cluster, was, left },
    act: () => setVerifier(topology, primary, left),
  };
};

/** Where a build has replaced the data meanwhile, or somebody has set a password, nothing is to be put back. */
export const putPasswordBack = async (
  topology: LabTopology,
  { cluster, was, left }: Extract<Kept, { kind: 'changed password' }>,
): Promise<void> => {
  const primary = primaryOf(topology, cluster);
  if (primary !== undefined) {
    if ((await verifier(topology, primary)) === left) await setVerifier(topology, primary, was);
  } else if (topology.clusters[cluster].nodes.some((node) => readInstanceState(node)?.mode === 'primary')) {
    throw new SdrError('E_LAB_FAULT', 'its primary datanode is down: the password cannot be put back', { cluster });
  }
};

const primaryOf = (topology: LabTopology, cluster: LabClusterName): LabNode | undefined =>
  topology.clusters[cluster].nodes.find(
    (node) => readInstanceState(node)?.mode === 'primary' && postmasterPid(node) !== undefined,
  );

const verifier = async (topology: LabTopology, primary: LabNode): Promise<string> => {
  const client = await connectLocally(primary, topology.user.name);
  try {
    const { rows } = await client.query<{ rolpassword: string | null }>(
      'select rolpassword from pg_authid where rolname = $1',
      [HADR_USER],
    );
    return rows[0]?.rolpassword ?? '';
  } finally {
    await client.end();
  }
};

/** The server takes what has this form as it is. */
const setVerifier = async (topology: LabTopology, primary: LabNode, value: string): Promise<void> => {
  const client = await connectLocally(primary, topology.user.name);
  try {
    await client.query('set synchronous_commit = local');
    await client.query(`alter user ${client.escapeIdentifier(HADR_USER)} password ${client.escapeLiteral(value)}`);
  } finally {
    await client.end();
  }
};

/** Of the right form, and no password fits. */
const nobodysVerifier = (): string => {
  const bytes = (count: number): string => randomBytes(count).toString('base64');
  return `SCRAM-SHA-256$4096:${bytes(16)}$${bytes(32)}:${bytes(32)}`;
};
