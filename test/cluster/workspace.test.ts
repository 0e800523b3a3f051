import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { encryptLogin, generateKeys } from '../../cluster/hadr-keys.js';
import { Secret } from '../../cluster/host/secret.js';
import type { Host } from '../../cluster/host/host.js';
import { ownAddresses, reaches } from '../../cluster/network.js';
import { onNodes } from '../../cluster/on-nodes.js';
import {
  dropBegun,
  forgetRun,
  isUnclaimed,
  lock,
  locksOn,
  makeWorkspace,
  readBefore,
  readRunRecord,
  readStatus,
  rememberBefore,
  stepFilesOn,
  unlock,
  upgradeFiles,
  writeConfRecord,
  writeRunRecord,
  writeStatus,
} from '../../cluster/workspace.js';
import { SdrError } from '../../domain/errors.js';
import { basePort, clusterName } from '../../domain/topology.js';
import { standInNode, type StandInNode } from '../support/stand-in.js';

const cabinOf = ({ home }: StandInNode): string => `${home.directory}/tmp/streaming_cabin`;

describe('a node’s workspace', () => {
  let node: StandInNode;
  let host: Host;
  let cabin: string;
  beforeAll(async () => {
    node = await standInNode();
    host = node.host;
    ({ cabin } = await makeWorkspace(host));
  });
  afterAll(() => node.remove());

  test('is made twice without harm', async () => {
    await makeWorkspace(host);
    expect(cabin).toBe(`${node.home.directory}/tmp/streaming_cabin`);
    expect((await stat(cabin)).mode & 0o777).toBe(0o755);
  });

  test('keeps the status as the original reads it: no line end, for its owner alone', async () => {
    expect(await readStatus(host)).toBeUndefined();
    await writeStatus(host, 'full_backup');
    expect(await readFile(`${cabin}/.hadr_cluster_stat`, 'utf8')).toBe('full_backup');
    expect((await stat(`${cabin}/.hadr_cluster_stat`)).mode & 0o777).toBe(0o600);
    expect(await readStatus(host)).toBe('full_backup');
  });

  test('keeps both configurations on one line, the remote one first', async () => {
    const side = { port: basePort(26_000)!, shards: [[{ ip: '1.1.1.1', dataIp: '1.1.1.2' }]] };
    await writeConfRecord(host, {
      cluster: clusterName('north')!,
      peer: clusterName('south')!,
      local: side,
      remote: { ...side, port: basePort(27_000)! },
    });
    expect(await readFile(`${cabin}/cluster_conf_record`, 'utf8')).toBe(
      '{"remoteClusterConf":{"port":27000,"shards":[[{"ip":"1.1.1.1","dataIp":"1.1.1.2"}]]},"localClusterConf":{"port":26000,"shards":[[{"ip":"1.1.1.1","dataIp":"1.1.1.2"}]]}}',
    );
  });

  test('shows the original’s locks and step files, and no others', async () => {
    await lock(host, 'abc');
    await lock(host, 'abc');
    expect(await locksOn(host)).toEqual(['abc']);
    await unlock(host, 'abc');
    await unlock(host, 'abc');
    expect(await locksOn(host)).toEqual([]);
    await writeFile(`${cabin}/.streaming_start_primary.step`, '3_set_wal_segments_step');
    expect(await stepFilesOn(host)).toEqual(['.streaming_start_primary.step']);
    expect(await upgradeFiles(host)).toEqual([]);
  });

  test('remembers a value once: a second look, after the change, does not overwrite it', async () => {
    const before = (value: string) =>
      ({ kind: 'datanode parameter', datanode: 6001, parameter: 'wal_keep_segments', value, until: 'end' }) as const;
    await rememberBefore(host, [before('128')]);
    expect(await rememberBefore(host, [before('16384')])).toEqual([before('128')]);
    expect(await readBefore(host)).toEqual([before('128')]);
  });

  test('knows the run it belongs to until it is forgotten, and says when that file is damaged', async () => {
    const run = { workflowId: 'sdr:north', runId: 'r2', firstRunId: 'r1' };
    await writeRunRecord(host, run);
    expect(await readRunRecord(host)).toEqual(run);
    await writeFile(`${cabin}/sdr_run.json`, '{"workflowId": "sdr');
    await expect(readRunRecord(host)).rejects.toMatchObject({
      code: 'E_FILE_UNREADABLE',
      where: { node: host.address },
    });
    await writeFile(`${cabin}/sdr_before.json`, '[{');
    await expect(readBefore(host)).rejects.toMatchObject({ code: 'E_FILE_UNREADABLE' });
    await forgetRun(host);
    expect(await readRunRecord(host)).toBeUndefined();
    expect(await readBefore(host)).toEqual([]);
    expect(await readStatus(host)).toBe('full_backup');
  });

  test('is nobody’s while an attempt has only begun to make it, and an empty one is somebody else’s', async () => {
    const other = await standInNode();
    const start = async (...names: readonly string[]): Promise<void> => {
      const { cabin: place } = await makeWorkspace(other.host);
      for (const name of names) await writeFile(`${place}/${name}`, '[]');
    };
    expect(await isUnclaimed(other.host)).toBe(true);
    await start('sdr_before.json', '.sdr-8c1f.tmp');
    expect(await isUnclaimed(other.host)).toBe(true);
    await dropBegun(other.host);
    expect(await isUnclaimed(other.host)).toBe(true);
    await start('sdr_run.json');
    expect(await isUnclaimed(other.host)).toBe(false);
    await dropBegun(other.host);
    expect(await other.host.list(cabinOf(other))).toContain('sdr_run.json');
    await other.host.remove(cabinOf(other));
    await other.host.makeDirectory(cabinOf(other), 0o755);
    expect(await isUnclaimed(other.host)).toBe(false);
    await other.remove();
  });

  test('loses with its run what a worker that died has only half written', async () => {
    await writeRunRecord(host, { workflowId: 'sdr:north', runId: 'r', firstRunId: 'r' });
    await writeFile(`${cabin}/.sdr-4711.tmp`, 'hal');
    await forgetRun(host);
    expect((await readdir(cabin)).filter((name) => name.includes('sdr'))).toEqual([]);
  });

  test('gs_encrypt gets user and password as one argument, and its cipher text is one line', async () => {
    const login = { user: 'hadr', password: new Secret('Gauss#234') };
    await node.answers('gs_encrypt', { stdout: 'QUJDREVG+/==\n' });
    expect(await encryptLogin(host, login)).toBe('QUJDREVG+/==');
    expect((await node.callOf('gs_encrypt')).argv).toEqual(['gs_encrypt', '-f', 'hadr', 'hadr|Gauss#234']);
    await node.answers('gs_encrypt', { stdout: 'no key for hadr|Gauss#234\n' });
    const error: unknown = await encryptLogin(host, login).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'E_OUTPUT_NOT_UNDERSTOOD' });
    expect(String(error)).not.toContain('Gauss#234');
  });

  test('key files are made in the programs’ directory, for their owner alone', async () => {
    const bin = `${node.home.directory}/app/bin`;
    await node.home.program(
      'gs_guc',
      `[ "$*" = "generate -S default -o hadr -D ${bin}" ] && touch ${bin}/hadr.key.cipher ${bin}/hadr.key.rand`,
    );
    await generateKeys(host);
    expect((await stat(`${bin}/hadr.key.rand`)).mode & 0o777).toBe(0o600);
  });

  test('a ping leaves from the data address', async () => {
    await node.answers('ping', { stdout: '1 packets transmitted, 1 received\n' });
    expect(await reaches(host, '20.0.0.1', '10.0.0.1')).toBe(true);
    expect((await node.callOf('ping')).argv).toEqual(['ping', '20.0.0.1', '-I', '10.0.0.1', '-c', '1', '-w', '4']);
    await node.answers('ping', { exitCode: 1 });
    expect(await reaches(host, '20.0.0.1', '10.0.0.1')).toBe(false);
    await node.answers('hostname', { stdout: '10.0.0.1 10.1.0.1 \n' });
    expect(await ownAddresses(host)).toEqual(['10.0.0.1', '10.1.0.1']);
  });
});

describe('the same on several nodes', () => {
  const nodes = ['n1', 'n2', 'n3'].map((address) => ({ address }) as Host);

  test('a failure waits for the others and names every node that failed', async () => {
    const ended: string[] = [];
    const work = onNodes(nodes, async ({ address }) => {
      await new Promise((resolve) => setImmediate(resolve));
      ended.push(address);
      if (address !== 'n2') throw new SdrError('E_NODE_UNREACHABLE', `no route to ${address}`, { node: address });
    });
    await expect(work).rejects.toMatchObject({ code: 'E_NODE_UNREACHABLE', where: { node: 'n1' } });
    await expect(work).rejects.toThrow(/no route to n1.*n3.*no route to n3/);
    expect(ended).toEqual(['n1', 'n2', 'n3']);
  });

  test('a failure that lasts decides: trying again could not help', async () => {
    const codes = { n1: 'E_NODE_UNREACHABLE', n2: 'E_TOOL_MISSING' } as const;
    const work = onNodes(nodes, ({ address }) =>
      address === 'n3'
        ? Promise.resolve()
        : Promise.reject(new SdrError(codes[address as 'n1' | 'n2'], address, { node: address })),
    );
    await expect(work).rejects.toMatchObject({ code: 'E_TOOL_MISSING', where: { node: 'n2' } });
  });
});
