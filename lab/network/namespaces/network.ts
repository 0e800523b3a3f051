import { SdrError } from '../../../domain/errors.js';
import { endProcesses } from '../../processes.js';
import { LAB_CLUSTERS, nodesOf, type LabTopology, type LabUser } from '../../topology.js';
import { conditionsOf } from '../conditions.js';
import type { Network } from '../network.js';
import { forwarded } from './forward.js';
import { into, openPlace, runIn } from './inside.js';
import { nodeScript } from './node.js';
import { entranceTo } from './place.js';
import { planOf, routerOf } from './plan.js';
import { pathOf } from './programs.js';
import { routerScript, routesScript } from './router.js';
import { nodeFaults, routerFaults } from './rules.js';
import { makeSshKeys } from './ssh-keys.js';
import { addUplinks, hasUplinks, removeUplinks } from './uplinks.js';

/** Nodes that are machines of their own: each in namespaces of network, host name and mounts, with its sshd. */
export const namespaces = (topology: LabTopology, range: number): Network => {
  const { directory } = topology;
  return {
    programs: () => ({}),
    prepare: () => makeSshKeys(topology),
    up: async () => {
      await endProcesses(topology);
      await removeUplinks(directory);
      await build(topology, range);
      await takeUp(topology, range);
    },
    isUp: () => hasUplinks(directory),
    onNode: ({ name, cluster }, argv, cwd) => {
      const entrance = entranceTo(directory, name);
      if (entrance === undefined)
        throw new SdrError('E_LAB_FAILED', 'it is not up: `sdr lab start`', { cluster, node: name });
      const args = [
        ...into(entrance),
        `--wdns=${cwd}`,
        '--',
        pathOf('setpriv'),
        ...privileges(topology.user),
        '--',
        ...argv,
      ];
      return { program: pathOf('nsenter'), args, options: { cwd: '/' } };
    },
    allow: (fault) => {
      if (fault.kind === 'link' && fault.how === 'delay')
        throw new SdrError(
          'E_LAB_FAULT',
          'a lab of network namespaces delays nothing: that takes netem, which not every kernel has; a lab without --netns does',
        );
    },
    takeUp: () => takeUp(topology, range),
    addressOn: async ({ cluster }, address) =>
      `${planOf(range, cluster).uplink.machine}:${await forwarded(topology, range, address)}`,
  };
};

const privileges = ({ ids }: LabUser): readonly string[] =>
  ids === undefined ? [] : ['--reuid', String(ids.uid), '--regid', String(ids.gid), '--clear-groups'];

const build = async (topology: LabTopology, range: number): Promise<void> => {
  const { directory, clusters } = topology;
  const nodes = nodesOf(topology);
  const places = [...LAB_CLUSTERS.map(routerOf), ...nodes.map(({ name }) => name)];
  const opened = new Map(
    await Promise.all(places.map(async (place) => [place, await openPlace(topology, place)] as const)),
  );
  const entrance = (place: string): number => {
    const pid = opened.get(place);
    if (pid === undefined) throw new SdrError('E_LAB_FAILED', `the lab has no ${place}`);
    return pid;
  };
  const run = (place: string, script: string): Promise<void> => runIn(topology, place, entrance(place), script);
  await addUplinks(directory, range, entrance);
  for (const name of LAB_CLUSTERS) await run(routerOf(name), routerScript(range, clusters[name], entrance));
  await Promise.all([
    ...LAB_CLUSTERS.map((name) => run(routerOf(name), routesScript(range, clusters[name]))),
    ...nodes.map((node) => run(node.name, nodeScript(topology, range, node))),
  ]);
};

/** Where there is no network there is nothing to break: it begins with the faults that are active then. */
const takeUp = async (topology: LabTopology, range: number): Promise<void> => {
  const { directory } = topology;
  const conditions = conditionsOf(directory);
  const run = async (place: string, script: string): Promise<void> => {
    const entrance = entranceTo(directory, place);
    if (entrance !== undefined) await runIn(topology, place, entrance, script);
  };
  // What a node ends must not come back: the ways first.
  await Promise.all(LAB_CLUSTERS.map((name) => run(routerOf(name), routerFaults(conditions, name))));
  await Promise.all(nodesOf(topology).map((node) => run(node.name, nodeFaults(conditions, range, node))));
};
