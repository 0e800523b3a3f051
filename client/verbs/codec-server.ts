import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { codecFromEnvironment } from '../../engine/codec/codec.js';
import { interrupted } from '../cli/interrupted.js';
import type { Form } from '../cli/options.js';
import { result } from '../cli/output.js';
import { codecHandler } from '../codec-server/handler.js';
import { CliError } from '../lang/cli-error.js';
import { word } from '../lang/index.js';

export interface CodecServerSettings {
  readonly host: string;
  /** 0: one that is free. */
  readonly port: number;
  readonly origins: readonly string[];
}

/**
 * `sdr codec-server`: serves until SIGTERM or SIGINT.
 * @throws SdrError E_CODEC_KEY without keys; E_USAGE when the port cannot be had
 */
export const serveCodec = async (settings: CodecServerSettings, form: Form): Promise<void> => {
  const codec = await codecFromEnvironment();
  if (codec.keyIds.length === 0) throw new CliError('E_CODEC_KEY', 'noCodecKey');
  const handle = codecHandler(codec, settings.origins);
  const server = createServer((request, response) => void handle(request, response));
  const stop = interrupted();
  const address = await listening(server, settings);
  const { origins } = settings;
  const told = word('codecServer', { address, origins: origins.join(', ') });
  result(form === 'json' ? JSON.stringify({ address, origins }) : told);
  if (!stop.aborted) await once(stop, 'abort');
  server.closeAllConnections();
  server.close();
};

const listening = async (server: Server, { host, port }: CodecServerSettings): Promise<string> => {
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CliError('E_USAGE', 'noCodecServer', { where: `${host}:${port}`, why }, { command: 'sdr codec-server' });
  }
  const address = server.address();
  return `http://${host}:${typeof address === 'object' && address !== null ? address.port : port}`;
};
