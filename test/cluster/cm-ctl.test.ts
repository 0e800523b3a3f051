import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  cmDataPaths,
  ddbDelete,
  ddbGet,
  ddbPut,
  isCmDown,
  parseQuery,
  parseServers,
  queryCluster,
  queryClusterState,
  saysStarted,
  startClusterCommand,
  stopNode,
} from '../../cluster/cm-ctl.js';
import { standInNode, type StandInNode } from '../support/stand-in.js';

const RULE = '-'.repeat(71);

const datanode = (node: number, id: number, role: string, more: readonly string[]): string =>
  [
    `node                      : ${node}`,
    `instance_id               : ${id}`,
    `node_ip                   : 20.0.0.${node}0`,
    `data_path                 : /opt/dn`,
    `type                      : Datanode`,
    `instance_state            : ${role}`,
    ...more,
  ].join('\n');

const named = (node: number): string =>
  `node                      : ${node}\nnode_name                 : node${node}\n`;

const cmServer = [
  `node                      : 1`,
  `instance_id               : 1`,
  `node_ip                   : 20.0.0.10`,
  `data_path                 : /opt/cm/cm_server`,
  `type                      : CMServer`,
  `instance_state            : Primary`,
].join('\n');

const primaryExtras = [
  `static_connections        : 2`,
  `HA_state                  : Normal`,
  `reason                    : Normal`,
  `standby_node              : 2`,
  `standby_data_path         : /opt/other`,
  `standby_state             : Need repair`,
  `sender_sent_location      : 0/5000148`,
  `sync_state                : Async`,
];

const query = (state: string, roles: readonly (readonly [string, readonly string[]])[]): string =>
  [
    RULE,
    '',
    `cluster_state             : ${state}`,
    `redistributing            : No`,
    `balanced                  : Yes`,
    '',
    RULE,
    '',
    named(1),
    cmServer,
    '',
    ...roles.flatMap(([role, more], index) => [
      ...(index > 0 ? [RULE, '', named(index + 1)] : []),
      datanode(index + 1, 6001 + index, role, more),
      '',
    ]),
  ].join('\n');

const DOWN = `cm_ctl: can't connect to cm_server.\nMaybe cm_server is not running, or timeout expired. Please try again.\n`;

describe('cm_ctl', () => {
  let node: StandInNode;
  beforeAll(async () => {
    node = await standInNode();
  });
  afterAll(() => node.remove());

  test('query -v shows every datanode with its role and HA state, and no cm_server', async () => {
    await node.answers('cm_ctl', {
      stdout: query('Degraded', [
        ['Primary', primaryExtras],
        ['Cascade Standby', ['HA_state                  : Building', 'process_schedule          : 45%']],
        ['Something new', []],
      ]),
    });
    expect(await queryCluster(node.host)).toEqual({
      state: 'Degraded',
      datanodes: [
        {
          id: 6001,
          nodeId: 1,
          nodeName: 'node1',
          nodeIp: '20.0.0.10',
          dataDirectory: '/opt/dn',
          role: 'Primary',
          ha: 'Normal',
        },
        {
          id: 6002,
          nodeId: 2,
          nodeName: 'node2',
          nodeIp: '20.0.0.20',
          dataDirectory: '/opt/dn',
          role: 'Cascade Standby',
          ha: 'Building',
        },
        {
          id: 6003,
          nodeId: 3,
          nodeName: 'node3',
          nodeIp: '20.0.0.30',
          dataDirectory: '/opt/dn',
          role: 'Unknown',
          ha: 'Unknown',
        },
      ],
    });
    expect((await node.callOf('cm_ctl')).argv).toEqual(['cm_ctl', 'query', '-v']);
  });

  test('the cm_servers stand in the same answer', () => {
    const text = query('Normal', [['Primary', primaryExtras]]);
    expect(parseServers(text)).toEqual([{ id: 1, nodeName: 'node1', state: 'Primary' }]);
    expect(parseServers('garbage')).toEqual([]);
  });

  test('a cluster state nobody knows is Unknown', async () => {
    await node.answers('cm_ctl', { stdout: query('Wonderful', []) });
    expect(await queryClusterState(node.host)).toBe('Unknown');
  });

  test('with CM down, every question fails in a way that can be told from other failures', async () => {
    await node.answers('cm_ctl', { stdout: DOWN, exitCode: 255 });
    const error: unknown = await queryCluster(node.host).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'E_CM_DOWN', retry: 'later' });
    expect(isCmDown(error)).toBe(true);
    await node.answers('cm_ctl', { stdout: `cm_ctl: exec ddb cmd fail, can't connect to cmserver.\n` });
    expect(isCmDown(await ddbPut(node.host, '/k', '0').catch((reason: unknown) => reason))).toBe(true);
    await node.answers('cm_ctl', { stdout: 'something else\n', exitCode: 255 });
    expect(isCmDown(await queryCluster(node.host).catch((reason: unknown) => reason))).toBe(false);
  });

  test('the key-value store ends with 0 also when it refused: only its word counts', async () => {
    await node.answers('cm_ctl', { stdout: 'cm_ctl: exec ddb --put command success.\ncm_ctl: \n' });
    await ddbPut(node.host, '/omm/CMServer/backup_open', '2');
    expect((await node.callOf('cm_ctl')).argv).toEqual(['cm_ctl', 'ddb', '--put', '/omm/CMServer/backup_open', '2']);
    await node.answers('cm_ctl', { stdout: 'cm_ctl: exec ddb --put command failed, err msg:\ncm_ctl: no leader\n' });
    await expect(ddbPut(node.host, '/k', '2')).rejects.toMatchObject({
      code: 'E_COMMAND_FAILED',
      found: 'exec ddb --put command failed, err msg: no leader',
    });
  });

  test('a key is read, known to be absent, and taken away twice', async () => {
    await node.answers('cm_ctl', { stdout: 'cm_ctl: exec ddb --get command success.\ncm_ctl: 2\n' });
    expect(await ddbGet(node.host, '/k')).toBe('2');
    await node.answers('cm_ctl', {
      stdout: 'cm_ctl: exec ddb --get command failed, err msg:\ncm_ctl: Key not found\n',
    });
    expect(await ddbGet(node.host, '/k')).toBeNull();
    await ddbDelete(node.host, '/k');
  });

  test('a cluster without CM is told so', async () => {
    await node.answers('cm_ctl', {
      stdout: 'node :1\nnodeName:node1\ncmDataPath :/opt/cm\nnode :2\ncmDataPath :/opt/cm2\n',
    });
    const paths = await cmDataPaths(node.host);
    // The third node has no cm_server: nothing is shown of it.
    expect([1, 2, 3].map(paths)).toEqual(['/opt/cm', '/opt/cm2', '/opt/cm']);
    await node.answers('cm_ctl', { stdout: 'node :1\nnodeName:node1\n' });
    await expect(cmDataPaths(node.host)).rejects.toMatchObject({ code: 'E_NO_CM' });
    await node.answers('cm_ctl', { stdout: '' });
    await expect(cmDataPaths(node.host)).rejects.toMatchObject({ code: 'E_NO_CM' });
  });

  test('an answer of another kind is not taken for a cluster without CM', async () => {
    await node.answers('cm_ctl', { stdout: '\u0000\ufffd%& nothing a cm_ctl says\n' });
    await expect(cmDataPaths(node.host)).rejects.toMatchObject({ code: 'E_OUTPUT_NOT_UNDERSTOOD' });
  });

  test('a node is stopped at once, within its time', async () => {
    await node.answers('cm_ctl', { stdout: 'cm_ctl: stop the node: 2.\n..\ncm_ctl: stop node successfully.\n' });
    await stopNode(node.host, 2, 1800);
    expect((await node.callOf('cm_ctl')).argv).toEqual(['cm_ctl', 'stop', '-n', '2', '-m', 'i', '-t', '1800']);
    await node.answers('cm_ctl', { stdout: 'cm_ctl: stop the node: 2.\n' });
    await expect(stopNode(node.host, 2, 1800)).rejects.toMatchObject({ code: 'E_OUTPUT_NOT_UNDERSTOOD' });
    await node.answers('cm_ctl', { stdout: 'cm_ctl: stop node failed in (1800)s!\n', exitCode: 255 });
    await expect(stopNode(node.host, 2, 1800)).rejects.toMatchObject({ code: 'E_CLUSTER_STOP' });
    expect(startClusterCommand(604_800)).toEqual(['cm_ctl', 'start', '-t', '604800']);
  });

  test('only the tool’s own word says that the cluster has started: its exit status is 0 in any case', () => {
    expect(saysStarted('cm_ctl: start nodeid: 1\n....\ncm_ctl: start cluster successfully.\n')).toBe(true);
    expect(saysStarted('cm_ctl: start cluster failed in (600)s!\n\nHINT: Maybe the cluster is continually …')).toBe(
      false,
    );
    expect(saysStarted('cm_ctl: cluster is already running. \n')).toBe(false);
  });

  test('nodes on which CM runs without a datanode are known', async () => {
    const arbiter = cmServer.replaceAll(': 1', ': 9');
    await node.answers('cm_ctl', { stdout: `${query('Normal', [['Primary', primaryExtras]])}\n${named(9)}${arbiter}` });
    expect(await queryCluster(node.host)).toMatchObject({ datanodes: [{ nodeId: 1 }], otherNodes: [9] });
  });

  test('a cluster without datanodes, which CM shows while it reads its configuration, is no answer', async () => {
    await node.answers('cm_ctl', { stdout: query('Normal', []) });
    await expect(queryCluster(node.host)).rejects.toMatchObject({ code: 'E_OUTPUT_NOT_UNDERSTOOD' });
  });

  test('an answer that is nothing of the kind is said to be not understood', async () => {
    await node.answers('cm_ctl', { stdout: 'Segmentation fault\n' });
    await expect(queryCluster(node.host)).rejects.toMatchObject({ code: 'E_OUTPUT_NOT_UNDERSTOOD' });
  });
});

test('any text is read without an exception, also half of an answer', () => {
  const whole = query('Normal', [['Primary', primaryExtras]]);
  const half = fc.nat(whole.length).map((length) => whole.slice(0, length));
  const lines = fc
    .array(fc.constantFrom(...whole.split('\n'), '__proto__ : x', 'constructor : x', 'node :'))
    .map((all) => all.join('\n'));
  fc.assert(
    fc.property(fc.oneof(half, lines, fc.string({ unit: 'binary' })), (text) => {
      for (const found of parseQuery(text)?.datanodes ?? []) expect(found.id).toBeGreaterThanOrEqual(0);
    }),
  );
});

test('an answer of megabytes is read about as fast as it is long', () => {
  const blocks = 'node : 1\n'.repeat(200_000);
  const found = parseQuery(`${query('Normal', [['Primary', primaryExtras]])}\n${blocks}`);
  expect(found?.datanodes).toHaveLength(1);
});
