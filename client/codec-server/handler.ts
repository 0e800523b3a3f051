import type { IncomingMessage, ServerResponse } from 'node:http';
import type { PayloadCodec } from '@temporalio/common';
import proto from '@temporalio/proto';
import { SdrError } from '../../domain/errors.js';

/** Far more than the service takes as one message. */
const BODY_LIMIT_BYTES = 32 * 1024 * 1024;

const { Payloads } = proto.temporal.api.common.v1;

/** How an answer goes out: status, and what stands in it. */
interface Answer {
  readonly status: number;
  readonly body?: unknown;
}

/**
 * Answers as Temporal's Web UI and `temporal --codec-endpoint` ask: `POST /decode` and `POST /encode` with
 * `{"payloads": […]}`, bytes in base64. A page of another origin is refused: it would read with the user's browser.
 * @param origins those whose pages may ask
 */
export const codecHandler =
  (codec: PayloadCodec, origins: readonly string[]) =>
  async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { origin } = request.headers;
    if (origin !== undefined && origins.includes(origin)) allow(response, origin);
    const answer = await answerTo(codec, request, origin === undefined || origins.includes(origin)).catch(refusal);
    response.writeHead(answer.status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
    response.end(answer.body === undefined ? undefined : JSON.stringify(answer.body));
  };

const allow = (response: ServerResponse, origin: string): void => {
  response.setHeader('access-control-allow-origin', origin);
  response.setHeader('access-control-allow-credentials', 'true');
  response.setHeader('access-control-allow-methods', 'POST');
  response.setHeader('access-control-allow-headers', 'content-type, authorization, x-namespace');
  response.setHeader('vary', 'origin');
};

const answerTo = async (codec: PayloadCodec, request: IncomingMessage, allowed: boolean): Promise<Answer> => {
  if (!allowed) return { status: 403 };
  if (request.method === 'OPTIONS') return { status: 204 };
  // Behind a proxy there may be something in front of it.
  const way = /\/(decode|encode)$/.exec(request.url?.split('?')[0] ?? '')?.[1];
  if (way === undefined) return { status: 404 };
  if (request.method !== 'POST') return { status: 405 };
  const asked = payloadsIn(await bodyOf(request));
  const payloads = way === 'decode' ? await codec.decode(asked) : await codec.encode(asked);
  return { status: 200, body: Payloads.toObject(Payloads.create({ payloads }), { bytes: String, arrays: true }) };
};

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > BODY_LIMIT_BYTES) throw new SdrError('E_USAGE', 'the request is too large');
    parts.push(part);
  }
  return Buffer.concat(parts).toString();
};

const payloadsIn = (body: string) => {
  try {
    return Payloads.fromObject(JSON.parse(body) as Record<string, unknown>).payloads;
  } catch {
    throw new SdrError('E_USAGE', 'the request is not {"payloads": [...]}, bytes in base64');
  }
};

const refusal = (error: unknown): Answer =>
  error instanceof SdrError
    ? { status: 400, body: { error: { code: error.code, message: error.message, hint: error.hint } } }
    : { status: 500 };
