import type { ChildProcess } from 'node:child_process';
import { chown } from 'node:fs/promises';
import { join } from 'node:path';
import { LAB_CLUSTERS, type LabClusterName, type LabNode } from '../../lab/index.js';
import { sdr, sdrOnTerminal, sdrRunning, type Ended, type Running } from './cli.js';
import { openScenario, type Scenario } from './scenario.js';

/** A lab on which everything is done by the real command line. */
export interface CliScenario extends Scenario {
  node(cluster: LabClusterName, n?: number): LabNode;
  /** Starts a worker of each of the clusters (both, by default): the name from a file of either form, the password from another. */
  workers(...clusters: readonly LabClusterName[]): Promise<readonly ChildProcess[]>;
  /** What the worker of the cluster takes for the hadr user's password. */
  knowsPassword(cluster: LabClusterName, password: string): Promise<void>;
  giveToLab(path: string): Promise<void>;
  sdr(...args: readonly string[]): Promise<Ended>;
  sdrRunning(...args: readonly string[]): Running;
  sdrOnTerminal(...args: readonly string[]): Running;
}

/** @param env further variables of every command */
export const openCliScenario = async (
  name: string,
  bytes = 1024 * 1024,
  env: Readonly<Record<string, string>> = {},
): Promise<CliScenario> => {
  const scenario = await openScenario(name, bytes);
  const { lab } = scenario;
  const options = { temporal: scenario.temporal.environment.address, env };
  const node: CliScenario['node'] = (cluster, n = 1) => lab.clusters[cluster].nodes[n - 1]!;
  const credentials = (cluster: LabClusterName): string => join(node(cluster).home, 'credentials.json');
  const giveToLab = async (path: string): Promise<void> => {
    const { ids } = lab.topology.user;
    if (ids) await chown(path, ids.uid, ids.gid);
  };
  const knowsPassword: CliScenario['knowsPassword'] = async (cluster, password) => {
    const file = credentials(cluster);
    const { exit, stderr } = await sdr(['credentials', 'set', '-U', lab.hadr.user, '--stdin', '--file', file], {
      input: password,
    });
    if (exit !== 0) throw new Error(stderr);
    await giveToLab(file);
  };
  const running: Running[] = [];
  const noted = (one: Running): Running => {
    running.push(one);
    return one;
  };
  return {
    ...scenario,
    close: async () => {
      for (const one of running) one.signal('SIGKILL');
      await scenario.close();
    },
    node,
    knowsPassword,
    giveToLab,
    workers: async (...clusters) => {
      const started: ChildProcess[] = [];
      for (const cluster of clusters.length === 0 ? LAB_CLUSTERS : clusters) {
        await knowsPassword(cluster, lab.hadr.password);
        const { xmlFile, jsonFile } = lab.clusters[cluster];
        const words = cluster === 'north' ? ['-X', xmlFile] : ['--json', jsonFile];
        const env = { SDR_CREDENTIALS_FILE: credentials(cluster) };
        started.push(await scenario.worker(cluster, node(cluster), { words, env }));
      }
      return started;
    },
    sdr: (...args) => {
      const one = noted(sdrRunning(args, options));
      one.close();
      return one.ended;
    },
    sdrRunning: (...args) => noted(sdrRunning(args, options)),
    sdrOnTerminal: (...args) => noted(sdrOnTerminal(args, options)),
  };
};

/** The arguments of a start of that cluster, as a user gives them. */
export const startArguments = (
  { lab }: Pick<Scenario, 'lab'>,
  cluster: LabClusterName,
  ...more: readonly string[]
): string[] => [
  ...['start', '-m', cluster === 'north' ? 'primary' : 'disaster_standby'],
  ...['-X', lab.clusters[cluster].xmlFile],
  ...more,
];
