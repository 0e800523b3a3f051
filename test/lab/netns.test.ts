import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { existsSync, readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { labDirectory, labDown, labUp, nodeNamed, type Lab, type Ran } from '../../lab/index.js';
import { readText } from '../../lab/files/atomic.js';
import { placeOfProcess } from '../../lab/network/namespaces/place.js';
import { pathOf } from '../../lab/network/namespaces/programs.js';
import { allPids } from '../../lab/proc.js';
import { sdrRunning } from '../support/cli.js';
import { netnsSkipped } from '../support/netns.js';
import { openScenario, type Scenario } from '../support/scenario.js';

/** Nodes that are machines of their own: what they are, how a start fares on them and their network, and that nothing is left. */
const skipped = await netnsSkipped();
const story = skipped === undefined ? describe : describe.skip;

/** What this machine has of the lab: links by their alias, claims of addresses, processes in its namespaces. */
const leftOf = (directory: string): readonly (readonly (string | number)[])[] => {
  const [links, claims] = ['/sys/class/net', '/var/tmp/durable-sdr-ranges'];
  return [
    readdirSync(links).filter((name) => readText(`${links}/${name}/ifalias`)?.trim() === directory),
    (existsSync(claims) ? readdirSync(claims) : []).filter((name) => readlinkSync(`${claims}/${name}`) === directory),
    inside(directory),
    existsSync(directory) ? [directory] : [],
  ];
};
const NOTHING = [[], [], [], []];

const inside = (directory: string): readonly number[] =>
  allPids().filter((pid) => placeOfProcess(directory, pid) !== undefined);

/** What no lab may change: this machine's rules, and whether it hands packets on. */
const ownNetwork = async (): Promise<readonly string[]> => [
  (await execa(pathOf('nft'), ['list', 'ruleset'])).stdout,
  readFileSync('/proc/sys/net/ipv4/ip_forward', 'utf8'),
];

story(`a lab of network namespaces${skipped === undefined ? '' : ` (skipped: ${skipped})`}`, () => {
  let scenario: Scenario;
  let lab: Lab;
  let before: readonly string[];
  const run = (node: string, ...argv: readonly string[]): Promise<Ran> => lab.run(nodeNamed(lab.topology, node), argv);
  const ip = (node: string): string => nodeNamed(lab.topology, node).ip;
  const ping = (from: string, to: string): Promise<Ran> =>
    run(from, 'ping', nodeNamed(lab.topology, to).dataIp, '-c', '1', '-w', '1');

  beforeAll(async () => {
    before = await ownNetwork();
    const [opened, other] = await Promise.all([
      openScenario('netns', 8 * 1024 * 1024, undefined, { network: 'namespaces' }),
      labUp({ name: `netns-other-${process.pid}`, bytes: 1024 * 1024, network: 'namespaces' }),
    ]);
    scenario = opened;
    ({ lab } = scenario);
    const addresses = [lab, other].flatMap(({ clusters }) => clusters.north.nodes.map((node) => node.ip));
    expect(new Set(addresses).size).toBe(6);
    await labDown(other);
    expect(leftOf(other.directory)).toEqual(NOTHING);
  });
  afterAll(() => scenario.close());

  test('a node has its own host name, addresses, links and processes that listen', async () => {
    const { ip: own, dataIp } = nodeNamed(lab.topology, 'south2');
    const script = 'hostname; hostname -I; ls /proc/sys/net/ipv4/conf; id -un; getent hosts north1';
    const { stdout } = await run('south2', 'bash', '-c', script);
    const links = ['all', 'default', 'eth0', 'lo'];
    expect(stdout.trim().split(/\s+/)).toEqual([
      ...['south2', own, dataIp, ...links, lab.topology.user.name],
      ...[ip('north1'), 'north1'],
    ]);
  });

  test('ssh is the real one: by name and address, without a question, as the lab’s user, at home on the node', async () => {
    for (const host of ['south3', ip('south3')]) {
      const { stdout, stderr } = await run('north1', 'ssh', host, 'hostname; pwd; echo $SSH_CONNECTION');
      const { home } = nodeNamed(lab.topology, 'south3');
      expect([stdout, stderr]).toEqual([
        expect.stringMatching(new RegExp(`^south3\n${home}\n${ip('north1')} \\d+ ${ip('south3')} 22\n$`)),
        '',
      ]);
    }
  });

  test('a node that cannot be reached is reached by neither ssh, ping nor CM, and reaches nobody; healed, it is there', async () => {
    await lab.fault({ kind: 'unreachable', node: 'north3' });
    for (const [from, to] of [
      ['north1', 'north3'],
      ['south1', 'north3'],
      ['north3', 'north1'],
    ] as const)
      expect(await run(from, 'ssh', ip(to), 'true')).toMatchObject({
        exitCode: 255,
        stderr: expect.stringContaining('No route to host'),
      });
    expect(await ping('south2', 'north3')).toMatchObject({ exitCode: 1 });
    expect((await run('north1', 'cm_ctl', 'query', '-Cvipdw')).stdout).toMatch(/north3 .*cm_server Down/);
    await lab.heal();
    expect(await run('north1', 'ssh', 'north3', 'hostname')).toMatchObject({ exitCode: 0, stdout: 'north3\n' });
  });

  test('a link drops one way, and a thin one is thin one way', async () => {
    await lab.fault({ kind: 'link', from: 'south', how: 'drop' });
    expect(await ping('north2', 'south2')).toMatchObject({ exitCode: 1 });
    expect(await ping('north2', 'north1')).toMatchObject({ exitCode: 0 });
    await lab.heal();
    expect(await ping('north2', 'south2')).toMatchObject({ exitCode: 0 });

    const fetch = async (node: string, from: string): Promise<string> => {
      const { stdout } = await run(node, 'bash', '-c', `ssh ${from} 'head -c 1500000 /dev/zero' | wc -c`);
      expect(stdout).toBe('1500000\n');
      return node;
    };
    await lab.fault({ kind: 'link', from: 'north', how: 'slow', bytesPerSecond: 300_000 });
    const began = performance.now();
    const both = [fetch('south1', 'north1'), fetch('north1', 'south1')];
    expect(await Promise.race(both)).toBe('north1');
    await Promise.all(both);
    expect(performance.now() - began).toBeGreaterThan(4_500);
    await lab.heal();
  });

  test('a delay is refused, and leaves no fault', async () => {
    await expect(lab.fault({ kind: 'link', from: 'north', how: 'delay', milliseconds: 5 })).rejects.toMatchObject({
      code: 'E_LAB_FAULT',
      message: expect.stringContaining('netem'),
    });
    expect(lab.faults()).toEqual([]);
  });

  test('a start whose link is cut in the build parks the standby; healed, both sides end in archive and recovery', async () => {
    await Promise.all([scenario.worker('north'), scenario.worker('south')]);
    await lab.fault({ kind: 'link', from: 'north', how: 'slow', bytesPerSecond: 4 * 1024 * 1024 });
    const primary = scenario.start('north', { timeOutSeconds: 200 });
    const broken = scenario.start('south');
    await scenario.building();
    await lab.fault({ kind: 'link', from: 'south', how: 'cut' });
    expect(await ping('north1', 'south1')).toMatchObject({ exitCode: 1 });
    expect(await broken).toMatchObject({ phase: 'parked', failure: { code: 'E_BUILD_FAILED' } });

    await lab.heal();
    expect(await scenario.start('south')).toMatchObject({ phase: 'done', status: 'recovery', entry: 2 });
    expect(await primary).toMatchObject({ phase: 'done', status: 'archive' });
    expect(lab.calls().filter(({ ssh }) => ssh).length).toBeGreaterThan(10);
    const table = (await run('south1', 'cm_ctl', 'query', '-Cvipdw')).stdout;
    expect(table).toMatch(/Main Standby Normal[^]*Cascade Standby Normal[^]*Cascade Standby Normal/);
  });

  test('stopped and started it is as it was, its active faults too; whatever was killed meanwhile', async () => {
    await lab.fault({ kind: 'unreachable', node: 'south2' });
    const [first = 0] = inside(lab.directory);
    process.kill(first, 'SIGKILL');
    await lab.stop();
    expect(inside(lab.directory)).toEqual([]);
    await lab.start();
    expect(await run('south1', 'ssh', 'south2', 'true')).toMatchObject({ exitCode: 255 });
    await lab.heal();
    expect(await run('south1', 'ssh', 'south2', 'hostname')).toMatchObject({ stdout: 'south2\n' });
  });

  test('this machine’s own network is as it was; down leaves nothing', async () => {
    expect(leftOf(lab.directory)[0]).toHaveLength(2);
    expect(await ownNetwork()).toEqual(before);
    await labDown(lab);
    expect(leftOf(lab.directory)).toEqual(NOTHING);
  });
});

story('of a lab of network namespaces', () => {
  const name = `netns-half-${process.pid}`;
  const directory = labDirectory(name);
  const words = ['lab', 'up', '--netns', '--name', name, '--bytes', '1MB'];
  const main = fileURLToPath(new URL('../../dist/client/main.js', import.meta.url));
  afterAll(() => labDown({ directory }));

  test('whose maker is killed, down leaves nothing', async () => {
    const maker = sdrRunning(words);
    await maker.said(/making two clusters/);
    while (inside(directory).length < 6) await new Promise((resolve) => setTimeout(resolve, 20));
    maker.signal('SIGKILL');
    await maker.ended;
    await labDown({ directory });
    expect(leftOf(directory)).toEqual(NOTHING);
  });

  test.each([
    [
      'where programs are missing, it is said which and what to install',
      ['unshare', '--mount', '--', 'sh', '-c', `mount -t tmpfs none ${dirname(pathOf('nft'))} && exec "$@"`, 'sh'],
      /nft, sshd.* missing: install .*nftables, openssh-server/,
    ],
    [
      'where the kernel allows no namespaces, that is said',
      ['setpriv', '--bounding-set=-sys_admin', '--'],
      /does not allow it: .*Operation not permitted/,
    ],
  ])('%s, and nothing is changed', async (_, [program = '', ...before], says) => {
    const { exitCode, stderr } = await execa(program, [...before, process.execPath, main, ...words], { reject: false });
    expect([exitCode, stderr]).toEqual([95, expect.stringMatching(says)]);
    expect(leftOf(directory)).toEqual(NOTHING);
  });
});
