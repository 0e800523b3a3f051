import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { SdrError } from '../../domain/errors.js';

/** A key and the name under which payloads tell it. It prints as nothing: Node keeps what is in it to itself. */
export interface CodecKey {
  readonly id: string;
  readonly key: KeyObject;
}

/** The first key encrypts, all of them decrypt. */
export type CodecKeys = readonly [CodecKey, ...CodecKey[]];

const KEY_BYTES = 32;
const LINE = /^([A-Za-z0-9_.-]{1,64})[ \t]+([A-Za-z0-9+/]{43}=)$/;

/** The file that SDR_CODEC_KEY_FILE names; undefined when payloads are not to be encrypted. */
export const codecKeyFile = (): string | undefined => process.env['SDR_CODEC_KEY_FILE'] || undefined;

/**
 * Reads keys from a file that only its owner can read: a line `keyId base64` for each, 32 bytes; `#` begins a remark.
 * @throws SdrError E_CODEC_KEY; what the file says is not repeated
 */
export const readKeys = async (path: string): Promise<CodecKeys> => {
  const wrong = (why: string): SdrError => new SdrError('E_CODEC_KEY', `${path} ${why}`);
  const { mode } = await stat(path).catch(() => {
    throw wrong('is not there');
  });
  if ((mode & 0o077) !== 0) throw wrong('can be read by others: chmod 600 it');
  const text = await readFile(path, 'utf8').catch(() => {
    throw wrong('cannot be read');
  });
  return keysIn(text, wrong);
};

const keysIn = (text: string, wrong: (why: string) => SdrError): CodecKeys => {
  const keys = text.split('\n').flatMap((line, index) => {
    const said = line.replace(/#.*/, '').trim();
    if (said === '') return [];
    const [, id, base64] = LINE.exec(said) ?? [];
    if (id === undefined || base64 === undefined)
      throw wrong(`has no key in line ${index + 1}: keyId base64(32 bytes)`);
    return [{ id, key: createSecretKey(base64, 'base64') }];
  });
  const [first, ...others] = keys;
  if (first === undefined) throw wrong('has no key');
  const twice = keys.find(({ id }, index) => keys.findIndex((key) => key.id === id) < index);
  if (twice !== undefined) throw wrong(`has two keys ${twice.id}`);
  return [first, ...others];
};

/** A new key, as a line of the file. */
export const newKeyLine = (id: string): string => `${id} ${randomBytes(KEY_BYTES).toString('base64')}`;

/** Whether it can be the name of a key. */
export const isKeyId = (text: string): boolean => /^[A-Za-z0-9_.-]{1,64}$/.test(text);
