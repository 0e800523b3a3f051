import type { Command } from 'commander';
import { SdrError } from '../../domain/errors.js';
import type { Fault, Lab } from '../../lab/index.js';
import { progress, result } from '../cli/output.js';

interface LabOptions {
  readonly name: string;
}

const EXAMPLES = `
Examples:
  sdr lab up
  sdr lab fault '{"kind":"link","from":"south","how":"cut"}'
  sdr lab heal
  sdr lab down`;

/** The lab: two clusters on this machine, to try and rehearse on. Loaded only when it is used. */
export const addLabCommand = (program: Command): void => {
  const lab = program
    .command('lab')
    .description('two clusters on this machine, to try and rehearse on')
    .addHelpText('after', EXAMPLES);
  const add = (name: string, description: string): Command =>
    lab.command(name).description(description).option('--name <name>', 'several labs have several names', 'lab');

  add('up', 'make a new lab and start it').action(async ({ name }: LabOptions) => {
    const { labUp } = await import('../../lab/index.js');
    const { directory, clusters } = await labUp({ name, say: progress });
    result(`${directory}\n${clusters.north.xmlFile}\n${clusters.south.xmlFile}`);
  });
  add('down', 'end the lab and remove it').action(async ({ name }: LabOptions) => {
    const { labDown } = await import('../../lab/index.js');
    await labDown(await existing(name));
    result(`lab ${name} is gone`);
  });
  add('status', 'what CM shows of both clusters, and the faults').action(async ({ name }: LabOptions) => {
    await showStatus(await existing(name));
  });
  add('fault <fault>', 'make something go wrong; the fault as JSON (docs/lab.md)').action(
    async (text: string, { name }: LabOptions) => {
      const opened = await existing(name);
      await opened.fault(faultOf(text));
      result(`${opened.faults().length} faults are active`);
    },
  );
  add('heal', 'take all faults away').action(async ({ name }: LabOptions) => {
    await (await existing(name)).heal();
    result('no faults are active');
  });
  add('snapshot <snapshot>', 'keep both clusters as they are now').action(
    async (snapshot: string, { name }: LabOptions) => {
      await (await existing(name)).snapshot(snapshot);
      result(`snapshot ${snapshot} is kept`);
    },
  );
  add('restore <snapshot>', 'bring both clusters back to a snapshot').action(
    async (snapshot: string, { name }: LabOptions) => {
      await (await existing(name)).restore(snapshot);
      result(`both clusters are as in ${snapshot}`);
    },
  );
};

const existing = async (name: string): Promise<Lab> => {
  const { labDirectory, openLab } = await import('../../lab/index.js');
  try {
    return openLab(labDirectory(name));
  } catch {
    throw new SdrError('E_USAGE', `there is no lab ${name}: sdr lab up --name ${name}`);
  }
};

const showStatus = async (lab: Lab): Promise<void> => {
  for (const { name, nodes } of Object.values(lab.clusters)) {
    const [first] = nodes;
    if (first === undefined) continue;
    const { stdout } = await lab.run(first, ['cm_ctl', 'query', '-Cvipdw']);
    result(`cluster ${name}\n${stdout}`);
  }
  result(JSON.stringify(lab.faults()));
};

const faultOf = (text: string): Fault => {
  try {
    return JSON.parse(text) as Fault;
  } catch {
    throw new SdrError('E_USAGE', `this fault is no JSON: ${text}`);
  }
};
