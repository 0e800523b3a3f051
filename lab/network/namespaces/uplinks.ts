import { readdirSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { execa } from 'execa';
import { SdrError } from '../../../domain/errors.js';
import { readText } from '../../files/atomic.js';
import { LAB_CLUSTERS } from '../../topology.js';
import type { Entrance } from './router.js';
import { planOf, routerOf, uplinkName } from './plan.js';
import { ROOT_PATH, pathOf } from './programs.js';

/**
 * This machine's ends of the uplinks: all that it sees of a lab of namespaces. Each carries the lab's directory as its alias,
 * by which it is found when its lab is gone; its addresses and routes go with it.
 */
const LINKS = '/sys/class/net';

/** The kernel keeps no more of an alias. */
const aliasOf = (directory: string): string => directory.slice(0, 255);

export const addUplinks = async (directory: string, range: number, entrance: Entrance): Promise<void> => {
  const lines = LAB_CLUSTERS.flatMap((cluster) => {
    const name = uplinkName(range, cluster);
    const { networks, uplink } = planOf(range, cluster);
    return [
      `link add ${name} type veth peer name uplink netns ${entrance(routerOf(cluster))}`,
      `link set ${name} alias "${aliasOf(directory)}"`,
      `address add ${uplink.machine}/30 dev ${name}`,
      `link set ${name} up`,
      ...networks.map((network) => `route add ${network} via ${uplink.router} dev ${name}`),
    ];
  });
  const { failed, stderr } = await ip(['-batch', '-'], lines.join('\n'));
  if (failed) throw new SdrError('E_LAB_FAILED', `the links to the lab cannot be made: ${stderr.trim()}`);
};

/** A link goes with its other end too, a moment after that one's last process: whoever is first. */
export const removeUplinks = async (directory: string): Promise<void> => {
  for (let tries = 0; ; tries++) {
    const [name] = uplinksOf(directory);
    if (name === undefined) return;
    const { failed, stderr } = await ip(['link', 'delete', name]);
    if (failed && tries > 20) throw new SdrError('E_LAB_FAILED', `${name} cannot be removed: ${stderr.trim()}`);
    if (failed) await setTimeout(50);
  }
};

/** Without them what is sent to a node would leave by the default route, and never be answered. */
export const hasUplinks = (directory: string): boolean => uplinksOf(directory).length > 0;

const uplinksOf = (directory: string): readonly string[] =>
  linkNames().filter((name) => readText(`${LINKS}/${name}/ifalias`)?.trimEnd() === aliasOf(directory));

const linkNames = (): readonly string[] => {
  try {
    return readdirSync(LINKS);
  } catch {
    return [];
  }
};

const ip = (args: readonly string[], input = '') =>
  execa(pathOf('ip'), args, { input, env: { PATH: ROOT_PATH }, extendEnv: false, reject: false, cleanup: false });
