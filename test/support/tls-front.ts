import { once } from 'node:events';
import { connect, constants, createSecureServer, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import selfsigned from 'selfsigned';

/** A certificate with its key, as PEM, signed by itself: its own authority. */
export interface Identity {
  readonly certificate: string;
  readonly key: string;
}

export const identity = async (name: string): Promise<Identity> => {
  const { cert, private: key } = await selfsigned.generate([{ name: 'commonName', value: name }], {
    keySize: 2048,
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: false },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 7, ip: '127.0.0.1' },
          { type: 2, value: name },
        ],
      },
    ],
  });
  return { certificate: cert, key };
};

/** What a production service wants of who connects: a certificate, an API key. */
export interface Wanted {
  readonly server: Identity;
  /** The certificate of a client that is let in. */
  readonly client?: Identity;
  readonly apiKey?: string;
  readonly refused?: Refused;
}

/** Calls that are answered here, with an error. */
export interface Refused {
  /** What their path begins with: `/temporal.api.…/Call`. */
  readonly path: string;
  /** gRPC's number. */
  readonly status: number;
  readonly says: string;
  /** Only so many. */
  readonly times?: number;
}

export interface TlsFront {
  readonly address: string;
  /** So many calls were let in. */
  readonly served: () => number;
  close(): Promise<void>;
}

/** TLS in front of a Temporal server that has none: passes gRPC on for those who bring what is wanted. */
export const tlsFront = async (upstream: string, wanted: Wanted): Promise<TlsFront> => {
  const back = connect(`http://${upstream}`);
  back.on('error', () => undefined);
  let served = 0;
  let left = wanted.refused?.times ?? Infinity;
  const server = createSecureServer({
    cert: wanted.server.certificate,
    key: wanted.server.key,
    ...(wanted.client && { requestCert: true, rejectUnauthorized: true, ca: wanted.client.certificate }),
  });
  const open = new Set<TLSSocket>();
  server.on('secureConnection', (socket: TLSSocket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    socket.on('error', () => undefined);
  });
  server.on('sessionError', () => undefined);
  server.on('stream', (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => {
    if (wanted.apiKey !== undefined && headers.authorization !== `Bearer ${wanted.apiKey}`) {
      refuse(stream, { status: UNAUTHENTICATED, says: 'no valid API key' });
      return;
    }
    const { refused } = wanted;
    if (refused !== undefined && headers[':path']?.startsWith(refused.path) === true && left > 0) {
      left -= 1;
      refuse(stream, refused);
      return;
    }
    served += 1;
    pass(stream, headers);
  });
  const pass = (stream: ServerHttp2Stream, headers: IncomingHttpHeaders): void => {
    const request = back.request(headers);
    stream.on('error', () => request.close());
    request.on('error', () => stream.close());
    stream.on('close', () => request.close());
    request.on('response', (answer, flags) => {
      // An error is told in one frame of headers.
      if ((flags & constants.NGHTTP2_FLAG_END_STREAM) !== 0) {
        stream.respond(answer, { endStream: true });
        return;
      }
      stream.respond(answer, { waitForTrailers: true });
      let trailers: IncomingHttpHeaders = {};
      request.on('trailers', (last: IncomingHttpHeaders) => (trailers = last));
      stream.on('wantTrailers', () => stream.sendTrailers(trailers));
      request.pipe(stream);
    });
    stream.pipe(request);
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    served: () => served,
    close: async () => {
      for (const socket of open) socket.destroy();
      back.destroy();
      server.close();
      await once(server, 'close');
    },
  };
};

const UNAUTHENTICATED = 16;

const refuse = (stream: ServerHttp2Stream, { status, says }: Pick<Refused, 'status' | 'says'>): void => {
  const answer = { ':status': 200, 'content-type': 'application/grpc', 'grpc-status': status, 'grpc-message': says };
  stream.respond(answer, { endStream: true });
};
