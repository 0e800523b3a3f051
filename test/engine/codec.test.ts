import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import fc from 'fast-check';
import { announcedBy, identityWith, understandEachOther } from '../../engine/codec/announced.js';
import { EncryptionCodec } from '../../engine/codec/codec.js';
import { readKeys } from '../../engine/codec/keys.js';
import { writeKeys } from '../support/codec-keys.js';

let directory: string;
beforeAll(async () => (directory = await mkdtemp(join(tmpdir(), 'sdr-codec-'))));
afterAll(() => rm(directory, { recursive: true, force: true }));

const path = (name: string): string => join(directory, name);
const codecWith = async (...ids: readonly string[]): Promise<EncryptionCodec> =>
  new EncryptionCodec(await readKeys(await writeKeys(path(ids.join('-')), ...ids)));
const payloadOf = (value: unknown): Payload => defaultPayloadConverter.toPayload(value);
const encryptedBy = async (codec: EncryptionCodec, value: unknown): Promise<Payload> =>
  (await codec.encode([payloadOf(value)]))[0]!;

describe('a payload', () => {
  test('comes back as it was, and shows nothing meanwhile but the id of its key', async () => {
    const codec = await codecWith('k1');
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (value) => {
        const encrypted = await encryptedBy(codec, { value });
        expect(Object.keys(encrypted.metadata ?? {}).toSorted()).toEqual(['encoding', 'encryption-key-id']);
        const [back] = await codec.decode([encrypted]);
        expect(defaultPayloadConverter.fromPayload(back!)).toEqual({
          value: JSON.parse(JSON.stringify(value)) as unknown,
        });
      }),
      { numRuns: 50 },
    );
  });

  test('is written otherwise each time', async () => {
    const codec = await codecWith('k1');
    const [one, other] = [await encryptedBy(codec, 'north'), await encryptedBy(codec, 'north')];
    expect(Buffer.from(one.data!).equals(Buffer.from(other.data!))).toBe(false);
    expect(Buffer.from(one.data!).includes('north')).toBe(false);
  });

  test('of an older key is read still, and written with the newer one', async () => {
    const old = new EncryptionCodec(await readKeys(await writeKeys(path('old'), 'old')));
    const line = (await readKeys(path('old')))[0].key.export().toString('base64');
    const [key] = await readKeys(await writeKeys(path('new'), 'new'));
    await writeFile(path('both'), `new ${key.key.export().toString('base64')}\nold ${line}\n`, { mode: 0o600 });
    const rotated = new EncryptionCodec(await readKeys(path('both')));
    const [back] = await rotated.decode([await encryptedBy(old, 7)]);
    expect(defaultPayloadConverter.fromPayload(back!)).toBe(7);
    expect(Buffer.from((await encryptedBy(rotated, 7)).metadata!['encryption-key-id']!).toString()).toBe('new');
  });

  test('that was never encrypted is read as it is', async () => {
    expect(await (await codecWith('k1')).decode([payloadOf('plain')])).toEqual([payloadOf('plain')]);
  });

  test('of a key that is not here is refused, with its name', async () => {
    const encrypted = await encryptedBy(await codecWith('k1'), 7);
    const refused = (codec: EncryptionCodec) => expect(codec.decode([encrypted])).rejects;
    await refused(await codecWith('k2', 'k3')).toMatchObject({
      code: 'E_CODEC_KEY',
      message: 'a payload was encrypted with key "k1"; here are: k2, k3',
    });
    await refused(new EncryptionCodec(undefined)).toMatchObject({
      code: 'E_CODEC_KEY',
      message: 'a payload was encrypted with key "k1"; SDR_CODEC_KEY_FILE is not set here',
    });
  });

  test('that anybody changed, wherever, or cut short is refused', async () => {
    const codec = await codecWith('k1');
    const encrypted = await encryptedBy(codec, { status: 'archive' });
    const data = Buffer.from(encrypted.data!);
    const altered = [
      ...[...data.keys()].map((place) => data.map((byte, index) => (index === place ? byte ^ 1 : byte))),
      ...[...data.keys()].map((length) => data.subarray(0, length)),
    ];
    for (const changed of altered)
      await expect(codec.decode([{ ...encrypted, data: changed }])).rejects.toMatchObject({
        code: 'E_PAYLOAD_ALTERED',
      });
    expect(altered.length).toBeGreaterThan(100);
  });
});

describe('a key file', () => {
  test.each([
    ['that is not there', undefined, 'is not there'],
    ['without a key', '# none\n\n', 'has no key'],
    ['with half a key', 'k1 c2hvcnQ=\n', 'has no key in line 1'],
    ['with a key without a name', `\n${'A'.repeat(43)}=\n`, 'has no key in line 2'],
    ['with a name twice', `k1 ${'A'.repeat(43)}=\nk1 ${'B'.repeat(42)}A=\n`, 'has two keys k1'],
  ])('%s is refused, and what it says is not repeated', async (name, text, why) => {
    const file = path(name.replaceAll(' ', '-'));
    if (text !== undefined) await writeFile(file, text, { mode: 0o600 });
    const error: unknown = await readKeys(file).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'E_CODEC_KEY', message: expect.stringContaining(`${file} ${why}`) });
    expect(String(error)).not.toMatch(/AAAA|c2hv/);
  });

  test('that others may read is refused', async () => {
    const file = await writeKeys(path('open'), 'k1');
    await chmod(file, 0o640);
    await expect(readKeys(file)).rejects.toMatchObject({
      code: 'E_CODEC_KEY',
      message: expect.stringContaining('chmod 600'),
    });
  });
});

describe('a worker tells its keys in its identity', () => {
  test('and others read them there; who is not of this project tells nothing', () => {
    expect(announcedBy(identityWith('sdr-north@db1:77', ['k2', 'k1']))).toEqual(['k2', 'k1']);
    expect(announcedBy(identityWith('sdr-north@db1:77', []))).toEqual([]);
    expect(announcedBy('77@db1')).toBeUndefined();
  });

  test('so that it is known whether two read each other', () => {
    expect(understandEachOther([], [])).toBe(true);
    expect(understandEachOther(['k1'], [])).toBe(false);
    expect(understandEachOther([], ['k1'])).toBe(false);
    expect(understandEachOther(['k2', 'k1'], ['k1', 'k2'])).toBe(true);
    expect(understandEachOther(['k2', 'k1'], ['k1'])).toBe(false);
  });
});
