import { ROLES } from '../../roles.js';
import { check, differing, finding, list, OK, one, onNodes, skipped, together } from '../check.js';

/** Clocks of one cluster may differ by this much before log lines and RPO mislead. */
const CLOCK_LIMIT_MS = 3_000;

/** The nodes themselves: reached, equipped, alike. */
export const NODE_CHECKS = [
  check({
    id: 'nodes-answer',
    title: 'every node of the configuration answers, with the cluster’s environment',
    severity: 'error',
    roles: ROLES,
    remedy:
      'Make ssh from the worker’s node work as the cluster’s OS user, and its environment file set GAUSSHOME, GPHOME, PGHOST, GAUSSLOG.',
    source: 'a login shell on each node',
    judge: ({ nodes }) => {
      const silent = nodes.flatMap(({ address: { ip }, environment }) =>
        environment.kind === 'unseen' ? [`${ip}: ${environment.why}`] : [],
      );
      return silent.length > 0 ? finding(silent.join('; ')) : OK;
    },
  }),
  check({
    id: 'tools-present',
    title: 'every node has the tools that start calls',
    severity: 'error',
    roles: ROLES,
    remedy: 'Have the environment file of the cluster put them on PATH on that node.',
    source: '`command -v` on each node',
    judge: (facts) =>
      onNodes(
        facts,
        ({ missingTools }) => missingTools,
        (missing) => list(missing),
      ),
  }),
  check({
    id: 'node-addresses',
    title: 'every node has the two addresses of its configuration',
    severity: 'error',
    roles: ROLES,
    remedy: 'Correct localStreamIpmap1 (or localClusterConf), or the addresses of that node.',
    source: '`hostname -I` on each node',
    judge: (facts) =>
      onNodes(
        facts,
        ({ ownAddresses }) => ownAddresses,
        (own, { address: { ip, dataIp } }) => {
          const strange = [...new Set([ip, dataIp])].filter((address) => !own.includes(address));
          return strange.length > 0 ? `has ${own.join(', ') || 'no address'}, not ${strange.join(', ')}` : undefined;
        },
      ),
  }),
  check({
    id: 'versions-alike',
    title: 'every node runs the same build of the product',
    severity: 'error',
    roles: ROLES,
    remedy: 'Bring the nodes to one build: the commit id stands in line 3 of $GPHOME/version.cfg.',
    source: '$GPHOME/version.cfg',
    judge: ({ nodes }) =>
      one(together(nodes.map(({ address, commit }) => [address.ip, commit])), (commits) => {
        const unknown = commits.filter(([, commit]) => commit === '').map(([ip]) => ip);
        return unknown.length > 0 ? `no commit id on ${unknown.join(', ')}` : differing(commits);
      }),
  }),
  check({
    id: 'os-users-alike',
    title: 'every node runs under the same OS user',
    severity: 'error',
    roles: ROLES,
    remedy: 'Install the cluster under one OS user on all nodes.',
    source: '`id -un` on each node',
    judge: ({ nodes }) =>
      one(together(nodes.map(({ address, environment }) => [address.ip, environment])), (environments) =>
        differing(environments.map(([ip, { osUser }]) => [ip, osUser])),
      ),
  }),
  check({
    id: 'clocks-alike',
    title: 'the nodes’ clocks agree within 3 s',
    severity: 'warning',
    roles: ROLES,
    remedy: 'Let NTP or chrony run on all nodes.',
    source: '`date` on each node',
    judge: ({ nodes }) => {
      if (nodes.length === 0) return skipped('the configuration names no node');
      return one(together(nodes.map(({ address, clockAheadMs }) => [address.ip, clockAheadMs])), (clocks) => {
        const ahead = clocks.map(([, milliseconds]) => milliseconds);
        const apart = Math.max(...ahead) - Math.min(...ahead);
        return apart > CLOCK_LIMIT_MS ? `${(apart / 1000).toFixed(1)} s apart` : undefined;
      });
    },
  }),
] as const;
