import { describe, expect, test } from '@jest/globals';
import { loadClientConfigProfile } from '@temporalio/envconfig';
import { execa } from 'execa';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

/** The pages as a whole: no link leads nowhere, and what is to be installed is what a machine takes. */
const root = resolve(import.meta.dirname, '..', '..');
const pages = [
  ...['README.md', 'README.zh.md', 'CHANGELOG.md'].map((name) => join(root, name)),
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(root, 'docs', name)),
];
const read = (path: string): string => readFileSync(path, 'utf8');

/** Outside code, where brackets are code's. */
const linksIn = (page: string): readonly string[] => {
  const prose = page.replaceAll(/^```[^]*?^```/gm, '').replaceAll(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link).filter((link) => !/^https?:/.test(link));
};

/** As the places that show Markdown name a heading. */
const anchorsOf = (page: string): readonly string[] =>
  [...page.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

test('every link of every page leads somewhere', () => {
  expect(pages.length).toBeGreaterThan(25);
  const broken = pages.flatMap((path) =>
    linksIn(read(path)).flatMap((link) => {
      const [file = '', anchor] = link.split('#');
      const target = file === '' ? path : join(dirname(path), file);
      const found = existsSync(target) && (anchor === undefined || anchorsOf(read(target)).includes(anchor));
      return found ? [] : [`${relative(root, path)}: ${link}`];
    }),
  );
  expect(broken).toEqual([]);
});

describe('deploy/', () => {
  const unit = join(root, 'deploy', 'sdr-worker@.service');
  const hasSystemd = existsSync('/usr/bin/systemd-analyze');

  (hasSystemd ? test : test.skip)('the unit is one that systemd understands', async () => {
    const { exitCode, all } = await execa('systemd-analyze', ['verify', '--man=no', unit], {
      all: true,
      reject: false,
    });
    expect([exitCode, all]).toEqual([0, '']);
  });

  test('the unit starts a worker with words that the command line knows', () => {
    const [, command = ''] = /^ExecStart=.*exec (sdr [^']*)'/m.exec(read(unit)) ?? [];
    expect(command).toBe('sdr worker --cluster %i');
  });

  test('the environment file has variables that are understood', () => {
    const text = read(join(root, 'deploy', 'worker.env'));
    const pairs = [...text.matchAll(/^(?:# )?([A-Z_]+)=(.*)$/gm)].map(([, name = '', value]) => [name, value || 'x']);
    const ours = pairs.filter(([name = '']) => name.startsWith('SDR_'));
    expect(ours.map(([name]) => name)).toEqual(['SDR_WEBHOOK_URL']);
    const profile = loadClientConfigProfile({
      disableFile: true,
      overrideEnvVars: Object.fromEntries(pairs) as Record<string, string>,
    });
    expect(profile).toMatchObject({
      address: 'temporal.example:7233',
      namespace: 'default',
      apiKey: 'x',
      tls: {
        serverCACert: { path: '/etc/durable-sdr/ca.pem' },
        clientCert: { path: '/etc/durable-sdr/client.pem' },
        clientKey: { path: '/etc/durable-sdr/client.key' },
      },
    });
  });
});
