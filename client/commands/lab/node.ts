import { constants } from 'node:os';
import { join } from 'node:path';
import type { ChildProcess } from 'node:child_process';
import type { Command } from 'commander';
import { SdrError } from '../../../domain/errors.js';
import { clusterName, nodeName } from '../../../lab/faults/values.js';
import { nodeNamed, type LabNode } from '../../../lab/topology.js';
import { withName, type LabName } from './named.js';
import { examples, sentence, withNotes } from '../../../worker/notes.js';

const EXEC_NOTES = [
  sentence('Options stand before the node, as with ssh.'),
  examples(
    ['the state of the cluster', 'sdr lab exec north1 cm_ctl query -Cv'],
    ['a statement', "sdr lab exec south1 gsql -p 26000 -d bank -c 'select count(*) from account'"],
    ['a shell on the node', 'sdr lab exec north1'],
  ),
];

const WORKER_NOTES = [
  sentence('The password of the hadr user and all variables TEMPORAL_… come along.'),
  examples('sdr lab worker north', 'sdr lab worker --node south2 south --log-level warn'),
];

export const addNodeCommands = (lab: Command): void => {
  const onNode = withName(
    lab.command('exec').description('run a command on a node, as the lab’s user and in its environment'),
  )
    .argument('<node>')
    .argument('[command...]', 'the command and its arguments (default: a shell)')
    .passThroughOptions()
    .action(exec);
  withNotes(onNode, ...EXEC_NOTES);
  const ofCluster = withName(
    lab.command('worker').description('run a worker of a cluster on one of its nodes, until Ctrl-C'),
  )
    .argument('<cluster>')
    .argument('[options...]', 'options of sdr worker')
    .option('--node <node>', 'on this node (default: the first one)')
    .passThroughOptions()
    .action(worker);
  withNotes(ofCluster, ...WORKER_NOTES);
};

const exec = async (target: string, command: readonly string[], { name }: LabName): Promise<void> => {
  const { findLab } = await import('../../../lab/index.js');
  const lab = await findLab(name);
  const node = nodeNamed(lab.topology, nodeName(lab.topology, target));
  const argv = command.length > 0 ? command : ['bash'];
  await untilEnded(lab.spawn(node, argv, { env: terminal(), stdio: 'inherit' }), node, argv);
};

const worker = async (
  target: string,
  options: readonly string[],
  { name, node: chosen }: LabName & { readonly node?: string },
): Promise<void> => {
  const { findLab } = await import('../../../lab/index.js');
  const { temporalAddress } = await import('../../../engine/connection.js');
  const lab = await findLab(name);
  const { topology } = lab;
  const cluster = topology.clusters[clusterName(topology, target)];
  const node = cluster.nodes.find((candidate) => candidate.name === (chosen ?? cluster.nodes[0]?.name));
  if (node === undefined)
    throw new SdrError(
      'E_USAGE',
      `cluster ${cluster.name} has no node ${chosen ?? ''}; it has ${cluster.nodes.map((own) => own.name).join(', ')}`,
    );
  const main = join(topology.programs.project, 'worker', 'main.js');
  const argv = [topology.programs.node, main, '--cluster', cluster.name, ...options];
  const address = await lab.addressOn(node, temporalAddress());
  const env = { ...temporal(), TEMPORAL_ADDRESS: address, SDR_PASSWORD: lab.hadr.password };
  await untilEnded(lab.spawn(node, argv, { env, stdio: 'inherit' }), node, argv);
};

/** Ends with the status of the command. A Ctrl-C on the terminal reaches it too, and it decides what comes of it. */
const untilEnded = async (child: ChildProcess, node: LabNode, [program]: readonly string[]): Promise<void> => {
  process.on('SIGINT', () => undefined);
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
  process.exitCode = await new Promise<number>((resolve, reject) => {
    child.once('error', (error) =>
      reject(new SdrError('E_USAGE', `${program ?? ''} cannot be run: ${error.message}`, { node: node.name })),
    );
    child.once('exit', (status, signal) => resolve(status ?? 128 + (signal === null ? 0 : constants.signals[signal])));
  });
};

const terminal = (): Readonly<Record<string, string>> => variables((name) => name === 'TERM' || name === 'COLORTERM');

/** The address aside, as the node sees it. */
const temporal = (): Readonly<Record<string, string>> => variables((name) => name.startsWith('TEMPORAL_'));

const variables = (wanted: (name: string) => boolean): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value !== undefined && wanted(name) ? [[name, value] as const] : [],
    ),
  );
