import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import type { LabCluster, LabNode, LabTopology } from '../topology.js';
import { startInstance, stopInstance } from './control.js';
import { OPENGAUSS_FUNCTIONS } from './functions.js';
import { releaseSharedMemory } from './shared-memory.js';
import { connectLocally } from './sql.js';

/** What is in a cluster's databases before anything happens. */
export interface Contents {
  readonly hadrUser: string;
  readonly hadrPassword: string;
  /** A database with one table of about so many bytes. */
  readonly database: string;
  readonly bytes: number;
}

/** Bytes of a row of the sample table, roughly, with its overhead. */
const ROW_BYTES = 1_050;

/**
 * Makes the datanodes of a cluster: the first by initdb, with openGauss's functions, the hadr user and sample data; the
 * others as copies of it, so that they can stream from it. All are down afterwards. Runs as the lab's user.
 */
export const createDatanodes = async (
  topology: LabTopology,
  cluster: LabCluster,
  contents: Contents,
): Promise<void> => {
  const [first, ...others] = cluster.nodes;
  if (first === undefined) return;
  const { directory } = first.datanode;
  // What labs have left that were never taken down may be all there is.
  releaseSharedMemory();
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  await execa(
    join(topology.programs.postgres, 'bin', 'initdb'),
    [
      '-D',
      directory,
      '-U',
      topology.user.name,
      '-A',
      'trust',
      '--no-sync',
      '--no-instructions',
      '-E',
      'UTF8',
      '--no-locale',
    ],
    { cleanup: false },
  );
  for (const node of cluster.nodes) mkdirSync(node.datanode.directory, { recursive: true, mode: 0o700 });
  writeConfiguration(topology, first);
  await fill(topology, first, contents);
  for (const node of others) {
    cpSync(directory, node.datanode.directory, { recursive: true });
    writeConfiguration(topology, node);
  }
};

const fill = async (topology: LabTopology, node: LabNode, contents: Contents): Promise<void> => {
  await startInstance(topology, node, 'primary');
  const { hadrUser, hadrPassword, database, bytes } = contents;
  const client = await connectLocally(node, topology.user.name);
  await client.query(`set synchronous_commit = local`);
  await client.query(OPENGAUSS_FUNCTIONS);
  await client.query(
    `create user ${client.escapeIdentifier(hadrUser)} with replication password ${client.escapeLiteral(hadrPassword)}`,
  );
  await client.query(`create database ${client.escapeIdentifier(database)}`);
  await client.end();
  const inside = await connectLocally(node, topology.user.name, { database });
  await inside.query(`set synchronous_commit = local`);
  await inside.query('create table account (id bigserial primary key, owner text, note text)');
  await inside.query(
    `insert into account (owner, note) select md5(i::text), repeat(md5(i::text), 31) from generate_series(1, $1::int) i`,
    [Math.ceil(bytes / ROW_BYTES)],
  );
  await inside.query(
    'create table journal (id bigserial primary key, at timestamptz default clock_timestamp(), note text)',
  );
  await inside.end();
  await stopInstance(node, 'fast');
};

/** The datanode's postgresql.conf and pg_hba.conf, as openGauss's install leaves them. */
const writeConfiguration = (topology: LabTopology, node: LabNode): void => {
  const others = topology.clusters[node.cluster].nodes.filter(({ name }) => name !== node.name);
  const { port } = node.datanode;
  const link = (other: LabNode): string =>
    [
      `localhost=${node.dataIp} localport=${port + 1} localheartbeatport=${port + 5} localservice=${port + 4}`,
      `remotehost=${other.dataIp} remoteport=${port + 1} remoteheartbeatport=${port + 5} remoteservice=${port + 4}`,
    ].join(' ');
  const lines = [
    `# configuration of dn_${node.datanode.id}`,
    `listen_addresses = '${node.ip},${node.dataIp}'  # what IP address(es) to listen on`,
    `port = ${port}`,
    `max_connections = 100`,
    `#wal_keep_segments = 16  # in logfile segments`,
    `synchronous_commit = on`,
    `most_available_sync = on`,
    `enable_dcf = off`,
    ...others.map((other, index) => `replconninfo${index + 1} = '${link(other)}'`),
    ...[3, 4, 5, 6, 7, 8].map((slot) => `#replconninfo${slot} = ''`),
    ``,
  ];
  writeFileSync(join(node.datanode.directory, 'postgresql.conf'), lines.join('\n'), { mode: 0o600 });
  const user = topology.user.name;
  const inside = topology.clusters[node.cluster].nodes.flatMap(({ ip, dataIp }) => [ip, dataIp]);
  const hba = [
    `# TYPE  DATABASE  USER  ADDRESS  METHOD`,
    `local   all             ${user}                                trust`,
    `local   all             all                                     sha256`,
    ...inside.flatMap((ip) => [
      `host    all    ${user}    ${ip}/32    trust`,
      `host    replication    ${user}    ${ip}/32    trust`,
    ]),
    ``,
  ];
  writeFileSync(join(node.datanode.directory, 'pg_hba.conf'), hba.join('\n'), { mode: 0o600 });
};
