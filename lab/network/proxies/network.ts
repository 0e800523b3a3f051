import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { SdrError } from '../../../domain/errors.js';
import { labProgram, onMachine, startDetached } from '../../detached.js';
import { isAlive } from '../../proc.js';
import { claimFirst } from '../../ranges.js';
import { LAB_VARIABLE, type LabNetwork, type LabTopology } from '../../topology.js';
import { conditionsOf } from '../conditions.js';
import type { Network } from '../network.js';
import { machineScripts } from './node-programs.js';
import { cutSshSessions } from './ssh-sessions.js';
import { networkState, stateFile } from './state.js';
import { OUTGOING_PORT } from './wiring.js';

/** Nodes that are addresses of this machine's loopback: their processes are its own, and TCP between them passes one process. */
export const proxies = (topology: LabTopology): Network => {
  const { directory } = topology;
  return {
    programs: (node) => machineScripts(topology, node),
    prepare: () => Promise.resolve(),
    up: async () => {
      rmSync(stateFile(directory), { force: true });
      await startDetached(topology, {
        what: 'the network',
        launch: onMachine(topology, labProgram(topology, 'network/proxies/main.js')),
        variables: { [LAB_VARIABLE]: directory },
        isUp: () => networkState(directory) !== undefined,
      });
    },
    // Addresses of this machine: who does not listen refuses at once.
    isUp: () => true,
    onNode: (_, argv, cwd) => {
      const launch = onMachine(topology, argv);
      return { ...launch, options: { ...launch.options, cwd } };
    },
    allow: () => undefined,
    takeUp: async (struck) => {
      if (struck?.kind === 'unreachable') cutSshSessions(topology, struck.node);
      await processTookUp(directory);
    },
    addressOn: (_, address) => Promise.resolve(address),
  };
};

/** A changed fault counts once the network process has it. */
const processTookUp = async (directory: string): Promise<void> => {
  const wanted = JSON.stringify(conditionsOf(directory));
  for (let tries = 0; tries < 500; tries++) {
    const state = networkState(directory);
    if (state === undefined || !isAlive(state.pid)) return;
    if (JSON.stringify({ links: state.links, unreachable: state.unreachable }) === wanted) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new SdrError('E_LAB_FAILED', 'the lab’s network does not take up the change');
};

const FIRST = 10;
const LAST = 248;

/** Address ranges of loopback, one pair per lab. */
export const claimProxies = async (directory: string): Promise<LabNetwork> => {
  const candidates = Array.from({ length: (LAST - FIRST) / 2 + 1 }, (_, index) => pairFrom(FIRST + 2 * index));
  const { ranges } = await claimFirst(directory, candidates);
  return { kind: 'proxies', ranges };
};

const pairFrom = (north: number) => {
  const ranges = { north, south: north + 1 };
  const probes = Object.values(ranges).map((range) => `127.${range}.2.1`);
  const isFree = async (): Promise<boolean> =>
    (await Promise.all(probes.map((address) => nobodyListens(address, OUTGOING_PORT + 1)))).every(Boolean);
  return { name: String(north), ranges, isFree };
};

const nobodyListens = (address: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, address, () => server.close(() => resolve(true)));
  });
