import type { Command } from 'commander';
import type { Lab } from '../../../lab/index.js';
import { bytes } from '../../../lab/faults/values.js';
import { ended } from './interrupt.js';
import { jsonOption, outputOption, type Form } from '../../cli/options.js';
import { progress, result } from '../../cli/output.js';
import { DEFAULT_NAME, withName, type LabName } from './named.js';
import { examples, withNotes } from '../../../worker/notes.js';

interface UpOptions extends LabName {
  readonly bytes: string;
  readonly ownDisk?: readonly string[];
  readonly netns?: true;
  readonly output: Form;
}

const NOTES = examples('sdr lab up', 'sdr lab up --name rehearsal --bytes 1GB', 'sdr lab up --netns');

export const addUpCommand = (lab: Command): void => {
  const command = withName(lab.command('up').description('make a new lab and start it; it stays until `sdr lab down`'))
    .option('--bytes <size>', 'size of the sample data that a build will copy', '64MB')
    .option('--own-disk <node...>', 'nodes with a disk of their own, which `sdr lab fault full-disk` fills (root only)')
    .option('--netns', 'each node is a network namespace with an sshd of its own, reached by real ssh; for root')
    .addOption(outputOption())
    .addOption(jsonOption())
    .action(up);
  withNotes(command, NOTES);
};

const up = async ({ name, bytes: size, ownDisk = [], netns, output }: UpOptions): Promise<void> => {
  const { labUp } = await import('../../../lab/index.js');
  const signal = ended();
  const lab = await labUp({
    name,
    bytes: bytes(size),
    ownDisks: ownDisk,
    network: netns ? 'namespaces' : 'proxies',
    say: progress,
    signal,
  });
  result(output === 'json' ? JSON.stringify(asData(lab)) : nextSteps(lab));
};

const asData = ({ directory, topology, clusters: { north, south } }: Lab) => ({
  name: topology.name,
  directory,
  clusters: [north, south].map(({ name, xmlFile, jsonFile, nodes }) => ({
    name,
    xml: xmlFile,
    json: jsonFile,
    nodes: nodes.map(({ name: node, ip, dataIp }) => ({ name: node, ip, dataIp })),
  })),
});

/** What is there, and what is to be typed next, each line as it stands. */
const nextSteps = ({ topology: { name }, clusters: { north, south } }: Lab): string => {
  const option = name === DEFAULT_NAME ? '' : ` --name ${name}`;
  return `Two clusters are Normal, each with a primary and two standbys:
  ${north.xmlFile}
  ${south.xmlFile}

A Temporal Service, unless TEMPORAL_ADDRESS names one, and a worker for each cluster, each in a terminal of its own:
  sdr lab temporal${option}
  sdr lab worker${option} north
  sdr lab worker${option} south

Streaming disaster recovery from north to south, again each in a terminal of its own:
  sdr start -m primary -X ${north.xmlFile}
  sdr start -m disaster_standby -X ${south.xmlFile} --yes-overwrite south

To look at it, to let something go wrong, and to end it:
  sdr lab status${option}
  sdr lab exec${option} north1 cm_ctl query -Cv
  sdr lab fault --help
  sdr lab down${option}`;
};
