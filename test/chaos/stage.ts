import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectEngine } from '../../engine/connection.js';
import type { OwnEngine } from '../../engine/engine.js';
import type { Lab, LabClusterName } from '../../lab/index.js';
import { SAMPLE_DATABASE } from '../../lab/index.js';
import { crewOf, killCommands, type Crew } from '../crash/lab/crew.js';
import { ownServer, type OwnServer } from '../support/own-server.js';
import { openScenario, type Scenario } from '../support/scenario.js';
import { temporalAt } from '../support/temporal.js';
import { CREATE_TABLE } from './rows.js';
import { NODES_WITH_DISKS, type Trouble } from './trouble.js';

/** One lab with its workers and a Temporal server, all of which can be struck. */
export interface Stage {
  readonly lab: Lab;
  readonly engine: OwnEngine;
  readonly request: Scenario['request'];
  readonly crew: Crew;
  /** @throws SdrError E_LAB_FAULT it cannot happen now */
  strike(trouble: Trouble): Promise<void>;
  /** Heals every fault; commands that a fault made hang are killed, as an operator would. */
  heal(): Promise<void>;
  /** Both clusters as they were made. */
  begin(): Promise<void>;
  close(): Promise<void>;
}

const BYTES = 4 * 1024 * 1024;
const BEFORE = 'before';

export interface StageOptions {
  /** The directory for the workers' logs; by default nobody reads them. */
  readonly logs?: string;
  /** Nodes are machines of their own, over real ssh. */
  readonly netns: boolean;
}

/** Only root mounts disks; without them a full disk does not strike. */
const ownDisks = process.getuid?.() === 0 ? NODES_WITH_DISKS : [];

export const openStage = async (name: string, { logs, netns }: StageOptions): Promise<Stage> => {
  const server = await ownServer();
  const scratch = await mkdtemp(join(tmpdir(), 'sdr-chaos-'));
  const network = netns ? 'namespaces' : 'proxies';
  const scenario = await openScenario(name, BYTES, temporalAt(server.address), { network, ownDisks });
  const close = async (): Promise<void> => {
    await scenario.close();
    await server.close();
    await rm(scratch, { recursive: true });
  };
  try {
    const { lab } = scenario;
    await mkdir(logs ?? scratch, { recursive: true });
    const crew = crewOf(scenario, (cluster) => join(logs ?? scratch, `${cluster}.log`));
    await lab.sql(lab.clusters.north.nodes[0]!, CREATE_TABLE, SAMPLE_DATABASE);
    await lab.snapshot(BEFORE);
    const engine = await connectEngine({ address: server.address });
    return {
      lab,
      engine,
      request: (cluster, changes) => scenario.request(cluster, changes),
      crew,
      strike: (trouble) => strike(lab, server, crew, trouble),
      heal: () => heal(lab),
      begin: async () => {
        await lab.restore(BEFORE);
        await crew.serve();
      },
      close: async () => {
        await engine.close();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
};

const strike = async (lab: Lab, server: OwnServer, crew: Crew, trouble: Trouble): Promise<void> => {
  switch (trouble.kind) {
    case 'fault':
      return lab.fault(trouble.fault);
    case 'worker':
      return crew.kill(trouble.cluster);
    case 'server':
      return server.restart();
    case 'command':
      killCommands(lab, trouble.cluster);
  }
};

const CLUSTERS: readonly LabClusterName[] = ['north', 'south'];

const heal = async (lab: Lab): Promise<void> => {
  const hanging = lab
    .faults()
    .flatMap(({ fault }) => (fault.kind === 'tool' && fault.does.kind === 'hang' ? [fault] : []));
  await lab.heal();
  for (const { tool } of hanging) for (const cluster of CLUSTERS) killCommands(lab, cluster, tool);
};
