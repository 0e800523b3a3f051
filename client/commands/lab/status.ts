import Table from 'cli-table3';
import { basename } from 'node:path';
import type { Command } from 'commander';
import type { ClusterView, LabStatus } from '../../../lab/index.js';
import { jsonOption, outputOption, type Form } from '../../cli/options.js';
import { result } from '../../cli/output.js';
import { faultLines } from './fault.js';
import { withName, type LabName } from './named.js';

interface Wanted {
  readonly output: Form;
}

export const addLabStatusCommands = (lab: Command): void => {
  withName(lab.command('status').description('both clusters as CM sees them, active faults, snapshots'))
    .addOption(outputOption())
    .addOption(jsonOption())
    .action(status);
  lab.command('list').description('this user’s labs').addOption(outputOption()).addOption(jsonOption()).action(list);
};

const status = async ({ name, output }: LabName & Wanted): Promise<void> => {
  const { findLab } = await import('../../../lab/index.js');
  const seen = await (await findLab(name)).status();
  result(output === 'json' ? JSON.stringify(seen) : statusText(seen));
};

const statusText = ({ name, directory, running, clusters, faults, snapshots }: LabStatus): string =>
  [
    `lab ${name} in ${directory}${running ? '' : ': stopped (sdr lab start)'}`,
    ...clusters.flatMap((cluster) => [
      '',
      `cluster ${cluster.name}: ${cluster.state}   ${cluster.xml}`,
      table(cluster),
    ]),
    '',
    ...faultLines(faults),
    `snapshots: ${snapshots.join(', ') || 'none'}`,
  ].join('\n');

const table = ({ nodes }: ClusterView): string => {
  const rows = new Table({
    head: ['node', 'address', 'data address', 'CM server', 'datanode', 'state', 'location'],
    style: { head: [], border: [] },
  });
  rows.push(
    ...nodes.map(({ name, ip, dataIp, cmServer, role, state, location = '' }) => [
      name,
      ip,
      dataIp,
      cmServer,
      role,
      state,
      location,
    ]),
  );
  return rows.toString();
};

const list = async ({ output }: Wanted): Promise<void> => {
  const { labDirectories, stateOf } = await import('../../../lab/index.js');
  const labs = labDirectories()
    .map((directory) => ({ name: basename(directory), directory, state: stateOf(directory) }))
    .filter(({ state }) => state !== 'none');
  if (output === 'json') result(JSON.stringify(labs));
  else result(labs.map(({ name, directory, state }) => `${name}\t${state}\t${directory}`).join('\n') || 'no labs');
};
