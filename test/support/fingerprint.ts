import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parameters } from '../../lab/files/parameter-file.js';
import { LAB_CLUSTERS, type Lab, type LabClusterName, type LabNode } from '../../lab/index.js';

/** Everything a start may change or leave behind, by place: equal before and after when it changed nothing. */
export type Fingerprint = Readonly<Record<string, unknown>>;

/** @param names the clusters to look at; by default both */
export const fingerprint = async (lab: Lab, names: readonly LabClusterName[] = LAB_CLUSTERS): Promise<Fingerprint> => {
  const places = names.map(async (name): Promise<[string, unknown][]> => {
    const { nodes, dccFile } = lab.clusters[name];
    return [
      ...nodes.flatMap((node) => Object.entries(ofNode(node))),
      [`${name} database`, await inDatabase(lab, nodes)],
      [`${name} DCC`, dcc(dccFile)],
    ];
  });
  return Object.fromEntries((await Promise.all(places)).flat());
};

const ofNode = (node: LabNode): Readonly<Record<string, unknown>> => {
  const dn = (name: string): string => join(node.datanode.directory, name);
  const cm = (name: string): string => join(node.cmDir, name);
  return {
    [`${node.name} $PGHOST`]: tree(node.pgHost),
    [`${node.name} $GAUSSHOME/bin`]: tree(join(node.gaussHome, 'bin')),
    [`${node.name} postgresql.conf`]: settings(dn('postgresql.conf')),
    [`${node.name} pg_hba.conf`]: lines(dn('pg_hba.conf')),
    [`${node.name} pg_ident.conf`]: lines(dn('pg_ident.conf')),
    [`${node.name} key files`]: existsSync(dn('gs_secure_files')),
    [`${node.name} cm_server.conf`]: settings(cm('cm_server/cm_server.conf')),
    [`${node.name} cm_agent.conf`]: settings(cm('cm_agent/cm_agent.conf')),
  };
};

/** Names and contents below a directory; the server's own sockets come and go with it. */
const tree = (directory: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readdirSync(directory, { recursive: true, withFileTypes: true })
      .filter(({ name }) => !name.startsWith('.s.PGSQL.'))
      .map((entry) => {
        const path = join(entry.parentPath, entry.name);
        return [path, entry.isFile() ? hash(path) : 'directory'];
      }),
  );

const hash = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex').slice(0, 12);

/** What is set, without comments and order: a setting that was put back may leave its line commented out. */
const settings = (path: string): Readonly<Record<string, string>> =>
  Object.fromEntries([...parameters(textOf(path))].toSorted(([a], [b]) => a.localeCompare(b)));

/** A build that failed may have left none. */
const textOf = (path: string): string => (existsSync(path) ? readFileSync(path, 'utf8') : '');

const lines = (path: string): readonly string[] =>
  textOf(path)
    .split('\n')
    .map((line) => line.replaceAll(/\s+/g, ' ').trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .toSorted();

const dcc = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));

/** The stored hadr user, on whichever datanode is the primary; the cipher text differs each time it is made. */
const inDatabase = async (lab: Lab, nodes: readonly LabNode[]): Promise<unknown> => {
  for (const node of nodes) {
    const [[standby] = []] = await lab.sql(node, 'select pg_is_in_recovery()').catch(() => []);
    if (standby === 'f') return lab.sql(node, 'select name, value from lab.gs_global_config order by 1');
  }
  return 'no primary';
};
