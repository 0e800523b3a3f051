import type { Command } from 'commander';
import { SdrError } from '../../domain/errors.js';
import type { ClusterName, ClusterPair } from '../../domain/topology.js';
import {
  clusterOf,
  filesOf,
  jsonOption,
  named,
  outputOption,
  targetOf,
  type Form,
  type Target,
} from '../cli/options.js';
import { readConfiguration } from '../configuration.js';
import { CliError } from '../lang/cli-error.js';
import { examples, withNotes } from '../../worker/notes.js';

interface StatusOptions {
  readonly cluster?: string;
  readonly xml?: string;
  readonly peer?: string;
  readonly watch?: true;
  readonly output: Form;
}

const NOTES = examples(
  ['all clusters', 'sdr status'],
  ['one that gs_sdr set up', 'sdr status -X cluster.xml'],
  ['one, as it goes on', 'sdr status --cluster south --watch'],
  ['both, with nodes and lag', 'sdr status --cluster north --peer south --watch'],
  ['the same, when there is but one', 'sdr status --watch'],
  ['for a program, a line a change', 'sdr status --cluster south --watch --json'],
);

export const addStatusCommand = (program: Command): void => {
  const command = program
    .command('status')
    .description('what runs, how far it is, and what it wants')
    .option('--cluster <name>', 'this cluster only, with its steps; both sides: north~south')
    .option('-X, --xml <file>', 'the cluster that this install XML names')
    .option('--peer <name>', 'with --watch: the other cluster too, with the nodes and the lag of both')
    .option('--watch', 'go on: one cluster until its run parks or ends, both until Ctrl-C')
    .addOption(outputOption())
    .addOption(jsonOption())
    .action(status);
  withNotes(command, NOTES);
};

const status = async ({ cluster, xml, peer, watch, output }: StatusOptions): Promise<void> => {
  const target = await wanted(cluster, xml);
  if (peer !== undefined) {
    if (!watch || target?.kind !== 'cluster') throw new CliError('E_USAGE', 'peerWants');
    return watchBoth([target.cluster, named(peer)], output);
  }
  if (watch && target === undefined) return watchBoth(undefined, output);
  const verb = await import('../verbs/status.js');
  switch (target?.kind) {
    case undefined:
      return verb.showAll(output);
    case 'cluster':
      return watch ? verb.watch(target.cluster, output) : verb.showOne(target.cluster, output, await pairIn(xml));
    case 'pair':
      return watch ? verb.watchPair(target.pair, output) : verb.showPair(target.pair, output);
  }
};

/** Both clusters, when the file tells of both. */
const pairIn = async (xml: string | undefined): Promise<ClusterPair | undefined> => {
  if (xml === undefined) return undefined;
  try {
    return await readConfiguration(filesOf({ xml }));
  } catch (error) {
    if (error instanceof SdrError) return undefined;
    throw error;
  }
};

const wanted = async (cluster: string | undefined, xml: string | undefined): Promise<Target | undefined> => {
  if (cluster !== undefined) return targetOf(cluster);
  return xml === undefined ? undefined : { kind: 'cluster', cluster: await clusterOf({ xml }) };
};

const watchBoth = async (pair: readonly [ClusterName, ClusterName] | undefined, output: Form): Promise<void> => {
  if (pair !== undefined && pair[0] === pair[1]) throw new CliError('E_SAME_NAME', 'sameName', { cluster: pair[0] });
  const verb = await import('../verbs/relationship.js');
  await verb.watch(pair, output);
};
