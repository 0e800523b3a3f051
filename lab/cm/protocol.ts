import { connect, createServer, type Server } from 'node:net';
import type { LocalRole } from '../postgres/instance.js';

/** How cm_ctl, cm_server and cm_agent talk: one JSON line there, one back, on TCP. */
export type AgentRequest =
  | { readonly kind: 'facts' }
  | { readonly kind: 'start node' }
  | { readonly kind: 'stop node'; readonly how: 'immediate' | 'fast' }
  /** Ends its datanode in good order, and starts it in the mode that CM wants now. */
  | { readonly kind: 'restart datanode' };

/** What an agent sees of its node at this moment. */
export interface NodeFacts {
  readonly node: string;
  /** Stopped by cm_ctl: its instances stay down. */
  readonly stopped: boolean;
  readonly instance: InstanceFacts;
}

export type InstanceFacts =
  | { readonly kind: 'down' }
  /** It is up, but cm_ctl stopped its node: no agent is there to tell of it. */
  | { readonly kind: 'unwatched' }
  | { readonly kind: 'building'; readonly doneBytes: number; readonly totalBytes: number }
  | { readonly kind: 'starting' }
  /** Its process is there and answers nothing. */
  | { readonly kind: 'hanging' }
  | {
      readonly kind: 'up';
      readonly role: LocalRole;
      /** A standby's stream: whether it flows. */
      readonly receiving: boolean;
      readonly location: string;
      readonly senders: readonly SenderFacts[];
    };

export interface SenderFacts {
  readonly name: string;
  readonly state: string;
  readonly sync: string;
}

export type ServerRequest =
  | { readonly kind: 'alive' }
  | { readonly kind: 'status' }
  | { readonly kind: 'ddb'; readonly verb: 'put' | 'get' | 'delete'; readonly key: string; readonly value?: string }
  /** From an agent: in which mode its datanode is to be started. */
  | { readonly kind: 'mode for'; readonly node: string };

export interface ClusterStatus {
  readonly primaryServer: string;
  readonly state: 'Normal' | 'Degraded' | 'Unavailable' | 'Starting';
  readonly nodes: readonly {
    readonly node: string;
    readonly facts?: NodeFacts;
    readonly server: 'Primary' | 'Standby' | 'Down';
  }[];
}

const ANSWER_LIMIT_MS = 5_000;

/** Asks and waits for the answer; throws when nobody answers. */
export const ask = <Answer>(
  host: string,
  port: number,
  request: AgentRequest | ServerRequest,
  limitMs = ANSWER_LIMIT_MS,
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const socket = connect({ host, port });
    let text = '';
    socket.setTimeout(limitMs, () => socket.destroy(new Error(`no answer from ${host}:${port}`)));
    socket.on('connect', () => socket.write(`${JSON.stringify(request)}\n`));
    socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
    socket.on('error', reject);
    socket.on('close', () => {
      if (text.endsWith('\n')) resolve(JSON.parse(text) as Answer);
      else reject(new Error(`no answer from ${host}:${port}`));
    });
  });

/** Answers each request with what the function gives; a request that fails is answered by closing the connection. */
// The type is what the asker writes: this is the one place where text becomes a request.
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters
export const serve = <Request>(
  host: string,
  port: number,
  answer: (request: Request) => Promise<unknown>,
): Promise<Server> =>
  new Promise((resolve, reject) => {
    const server = createServer((socket) => {
      let text = '';
      socket.on('error', () => socket.destroy());
      socket.on('data', (chunk: Buffer) => {
        text += chunk.toString();
        if (!text.endsWith('\n')) return;
        answer(JSON.parse(text) as Request)
          .then((value) => socket.end(`${JSON.stringify(value ?? null)}\n`))
          .catch(() => socket.destroy());
      });
    });
    server.once('error', reject);
    server.listen(port, host, () => resolve(server));
  });
