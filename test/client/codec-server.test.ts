import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inShell, sdr, sdrRunning, type Running } from '../support/cli.js';
import { writeKeys } from '../support/codec-keys.js';
import { differencesFrom } from '../support/json-shapes.js';

/** The codec server as the Web UI asks it, with a key file that the command line made. */
let directory: string;
let server: Running;
let address: string;
const UI = 'https://temporal.example';

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sdr-codec-server-'));
  const file = join(directory, 'codec.keys');
  expect(await inShell(`umask 077; sdr codec keygen --id k1 > ${file}; sdr codec keygen >> ${file}`)).toMatchObject({
    exit: 0,
  });
  server = sdrRunning(['codec-server', '--port', '0', '--origin', `${UI}/`, '--json'], {
    env: { SDR_CODEC_KEY_FILE: file },
  });
  const said = JSON.parse(await server.said(/\n/)) as { address: string };
  expect(differencesFrom('Codec server', said)).toEqual([]);
  ({ address } = said);
});
afterAll(async () => {
  server.signal('SIGTERM');
  expect(await server.ended).toMatchObject({ exit: 0, stderr: '' });
  await rm(directory, { recursive: true });
});

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const plain = { metadata: { encoding: base64('json/plain') }, data: base64('"archive"') };

const ask = async (way: string, payloads: unknown, headers: Record<string, string> = {}) => {
  const answer = await fetch(`${address}${way}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(payloads),
  });
  const text = await answer.text();
  return {
    status: answer.status,
    headers: answer.headers,
    body: text === '' ? undefined : (JSON.parse(text) as unknown),
  };
};

test('what it encodes it decodes again, for the Web UI and for programs', async () => {
  const encoded = await ask('/encode', { payloads: [plain] });
  expect(encoded).toMatchObject({
    status: 200,
    body: { payloads: [{ metadata: { encoding: base64('binary/encrypted'), 'encryption-key-id': base64('k1') } }] },
  });
  expect(JSON.stringify(encoded.body)).not.toContain(plain.data);
  const decoded = await ask('/decode?namespace=default', encoded.body, { origin: UI, 'x-namespace': 'default' });
  expect(decoded).toMatchObject({ status: 200, body: { payloads: [plain] } });
  expect(decoded.headers.get('access-control-allow-origin')).toBe(UI);
});

test('the Web UI’s browser is told beforehand what it may send', async () => {
  const { status, headers } = await fetch(`${address}/decode`, { method: 'OPTIONS', headers: { origin: UI } });
  expect([status, headers.get('access-control-allow-origin')]).toEqual([204, UI]);
  expect(headers.get('access-control-allow-headers')).toContain('x-namespace');
});

test('a page of another origin reads nothing', async () => {
  const { status, headers, body } = await ask(
    '/decode',
    { payloads: [plain] },
    { origin: 'https://elsewhere.example' },
  );
  expect([status, headers.get('access-control-allow-origin'), body]).toEqual([403, null, undefined]);
});

test.each([
  [
    'a payload of another key',
    { payloads: [{ metadata: { encoding: base64('binary/encrypted') }, data: '' }] },
    'E_CODEC_KEY',
  ],
  ['what is no payloads', { payloads: 7 }, 'E_USAGE'],
  ['what is not base64', { payloads: [{ data: '§' }] }, 'E_USAGE'],
])('%s is refused, by name', async (_, body, code) => {
  expect(await ask('/decode', body)).toMatchObject({ status: 400, body: { error: { code } } });
});

test('there is no server without keys, and none where another one listens', async () => {
  expect(await sdr(['codec-server'])).toMatchObject({
    exit: 18,
    stderr: expect.stringContaining('SDR_CODEC_KEY_FILE'),
  });
  const env = { SDR_CODEC_KEY_FILE: await writeKeys(join(directory, 'more'), 'k') };
  const taken = await sdr(['codec-server', '--port', new URL(address).port], { env });
  expect(taken).toMatchObject({ exit: 2, stderr: expect.stringContaining('EADDRINUSE') });
});

test('a key is a line of the file, also for programs', async () => {
  const { stdout } = await sdr(['codec', 'keygen', '--json']);
  const key = JSON.parse(stdout) as { id: string; line: string };
  expect(differencesFrom('Codec key', key)).toEqual([]);
  expect(key.line).toMatch(new RegExp(`^${key.id} [A-Za-z0-9+/]{43}=$`));
});
