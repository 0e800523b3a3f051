import { describe, expect, test } from '@jest/globals';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import fc from 'fast-check';
import { ENVIRONMENT_SCRIPT, parseEnvironment } from '../../cluster/host/environment.js';
import { SdrError } from '../../domain/errors.js';
import { fakeHome, type FakeHome } from '../support/fake-cluster-home.js';

const withHome = async (work: (home: FakeHome) => Promise<void>): Promise<void> => {
  const home = await fakeHome();
  await work(home).finally(() => home.remove());
};

const sourced = async (home: FakeHome, variables: Record<string, string> = {}) => {
  const env = { PATH: process.env['PATH'] ?? '', HOME: home.directory, ...variables };
  const { stdout } = await execa('bash', ['-c', ENVIRONMENT_SCRIPT], { env, extendEnv: false });
  return parseEnvironment(stdout, 'node1').cluster;
};

describe('the environment of a cluster', () => {
  test('comes from the file that MPPDB_ENV_SEPARATE_PATH names', () =>
    withHome(async (home) => expect((await sourced(home)).mpprc).toBe(home.mpprc)));

  test('comes from ~/.bashrc when there is no such file', () =>
    withHome(async (home) => {
      await writeFile(join(home.directory, '.bashrc'), 'export GAUSSHOME=/a GPHOME=/b PGHOST=/c GAUSSLOG=/d\n');
      expect(await sourced(home)).toMatchObject({
        mpprc: `${home.directory}/.bashrc`,
        gaussHome: '/a',
        gaussLog: '/d',
      });
    }));

  test.each([
    ['does not set PGHOST', 'unset PGHOST'],
    ['sets GAUSSHOME to a value with blanks', `export GAUSSHOME='/a b'`],
    ['sets GPHOME to a value with blanks or shell characters', `export GPHOME='/a$(id)'`],
  ])('is refused, naming file and variable, when the file %s', (fault, line) =>
    withHome(async (home) => {
      await writeFile(home.mpprc, `\n${line}\n`, { flag: 'a' });
      await expect(sourced(home)).rejects.toMatchObject({ code: 'E_TOOL_MISSING', where: { node: 'node1' } });
      await expect(sourced(home)).rejects.toThrow(`${home.mpprc} ${fault}`);
    }),
  );

  test('is refused, and nothing else happens, when a profile ends the shell', () =>
    withHome(async (home) => {
      await writeFile(join(home.directory, '.bashrc'), 'exit 0\n');
      await expect(sourced(home)).rejects.toMatchObject({ code: 'E_TOOL_MISSING' });
    }));

  test('that is garbage is refused by code', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(() => parseEnvironment(text, 'node1')).toThrow(SdrError);
      }),
    );
  });
});
