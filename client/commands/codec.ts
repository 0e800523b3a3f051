import { randomBytes } from 'node:crypto';
import { InvalidArgumentError, type Command } from 'commander';
import { isKeyId, newKeyLine } from '../../engine/codec/keys.js';
import { examples, withNotes } from '../../worker/notes.js';
import { jsonOption, outputOption, type Form } from '../cli/options.js';
import { result } from '../cli/output.js';

const KEYGEN_NOTES = examples(
  ['a key file', '(umask 077; sdr codec keygen > codec.keys)'],
  ['one more key, which decrypts', 'sdr codec keygen >> codec.keys'],
);

const SERVER_NOTES = examples(
  ['for the Web UI of a development server', 'sdr codec-server'],
  ['for another one', 'sdr codec-server --port 8888 --origin https://temporal.example'],
);

/** Where a development server has its Web UI. */
const ORIGINS = ['http://localhost:8233', 'http://127.0.0.1:8233'];

export const addCodecCommands = (program: Command): void => {
  const codec = program.command('codec').description('the keys with which payloads are encrypted');
  const keygen = codec
    .command('keygen')
    .description('a new key, as a line of the key file (docs/encryption.md); keep it secret')
    .option('--id <id>', 'what payloads call it (default: of today, and unique)', keyId)
    .addOption(outputOption())
    .addOption(jsonOption())
    .action(({ id = newKeyId(), output }: { readonly id?: string; readonly output: Form }) => {
      const line = newKeyLine(id);
      result(output === 'json' ? JSON.stringify({ id, line }) : line);
    });
  withNotes(keygen, KEYGEN_NOTES);
  const server = program
    .command('codec-server')
    .description('lets the Web UI read encrypted payloads, with the keys of SDR_CODEC_KEY_FILE')
    .option('--port <n>', 'where it listens; 0: a free port', portNumber, 8888)
    .option('--host <address>', 'on which it listens: whoever reaches it reads everything', '127.0.0.1')
    .option('--origin <url...>', 'of the Web UI; others’ pages are refused', originOf, ORIGINS)
    .addOption(outputOption())
    .addOption(jsonOption())
    .action(async ({ output, origin, ...where }: ServerOptions) => {
      const verb = await import('../verbs/codec-server.js');
      await verb.serveCodec({ ...where, origins: origin }, output);
    });
  withNotes(server, SERVER_NOTES);
};

interface ServerOptions {
  readonly port: number;
  readonly host: string;
  readonly origin: readonly string[];
  readonly output: Form;
}

const newKeyId = (): string => `${new Date().toISOString().slice(0, 10)}-${randomBytes(3).toString('hex')}`;

const keyId = (text: string): string => {
  if (!isKeyId(text)) throw new InvalidArgumentError('It must be letters, digits, "_", "." and "-", 64 at most.');
  return text;
};

const portNumber = (text: string): number => {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535)
    throw new InvalidArgumentError('It must be a port, 0 to 65535.');
  return Number(text);
};

/** The default goes with the first that is given. */
const originOf = (text: string, before: readonly string[]): readonly string[] => {
  const origin = URL.canParse(text) ? new URL(text).origin : 'null';
  if (origin === 'null') throw new InvalidArgumentError('It must be an address: https://temporal.example');
  return before === ORIGINS ? [origin] : [...before, origin];
};
