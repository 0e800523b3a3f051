import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Client } from '@temporalio/client';
import type { Payload, PayloadCodec } from '@temporalio/common';
import proto from '@temporalio/proto';
import { SdrError } from '../../domain/errors.js';
import { codecKeyFile, readKeys, type CodecKey, type CodecKeys } from './keys.js';

/** The names and the layout of Temporal's own samples, so that their codec servers read these payloads too. */
const ENCODING = 'binary/encrypted';
const KEY_ID = 'encryption-key-id';
const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

const PayloadMessage = proto.temporal.api.common.v1.Payload;

/**
 * Encrypts what the Temporal Service keeps: AES-256-GCM over the whole payload, a new nonce each, `nonce ciphertext tag`.
 * Without keys nothing is encrypted, and what others encrypted is refused by name.
 */
export class EncryptionCodec implements PayloadCodec {
  constructor(private readonly keys: CodecKeys | undefined) {}

  /** The ids of its keys, the one that encrypts first. */
  get keyIds(): readonly string[] {
    return this.keys?.map(({ id }) => id) ?? [];
  }

  encode(payloads: Payload[]): Promise<Payload[]> {
    const key = this.keys?.[0];
    return Promise.resolve(key === undefined ? payloads : payloads.map((payload) => encrypted(payload, key)));
  }

  /** @throws SdrError E_CODEC_KEY no such key here; E_PAYLOAD_ALTERED it is not what that key encrypted */
  // Everything that is wrong with a payload must come as a rejection.
  // eslint-disable-next-line @typescript-eslint/require-await
  async decode(payloads: Payload[]): Promise<Payload[]> {
    return payloads.map((payload) => (textOf(payload, 'encoding') === ENCODING ? this.#decrypted(payload) : payload));
  }

  #decrypted(payload: Payload): Payload {
    const id = textOf(payload, KEY_ID);
    const key = this.keys?.find((known) => known.id === id);
    if (key !== undefined) return decrypted(payload, key);
    const here = this.keys === undefined ? 'SDR_CODEC_KEY_FILE is not set here' : `here are: ${this.keyIds.join(', ')}`;
    throw new SdrError('E_CODEC_KEY', `a payload was encrypted with key "${id}"; ${here}`);
  }
}

/** The ids of the keys with which the client encrypts and decrypts; none when it does neither. */
export const keyIdsOf = ({ options: { loadedDataConverter } }: Client): readonly string[] =>
  loadedDataConverter.payloadCodecs.flatMap((codec) => (codec instanceof EncryptionCodec ? codec.keyIds : []));

/** The codec as the environment of this process wants it. @throws SdrError E_CODEC_KEY */
export const codecFromEnvironment = async (): Promise<EncryptionCodec> => {
  const file = codecKeyFile();
  return new EncryptionCodec(file === undefined ? undefined : await readKeys(file));
};

const textOf = ({ metadata }: Payload, name: string): string => Buffer.from(metadata?.[name] ?? []).toString();

const encrypted = (payload: Payload, { id, key }: CodecKey): Payload => {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce);
  const text = cipher.update(PayloadMessage.encode(payload).finish());
  return {
    metadata: { encoding: Buffer.from(ENCODING), [KEY_ID]: Buffer.from(id) },
    data: Buffer.concat([nonce, text, cipher.final(), cipher.getAuthTag()]),
  };
};

const decrypted = (payload: Payload, { id, key }: CodecKey): Payload => {
  const data = Buffer.from(payload.data ?? []);
  try {
    const decipher = createDecipheriv(CIPHER, key, data.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
    decipher.setAuthTag(data.subarray(-TAG_BYTES));
    const text = decipher.update(data.subarray(NONCE_BYTES, -TAG_BYTES));
    return PayloadMessage.decode(Buffer.concat([text, decipher.final()]));
  } catch {
    throw new SdrError('E_PAYLOAD_ALTERED', `a payload is not what key "${id}" encrypted`);
  }
};
