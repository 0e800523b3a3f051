import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** A span as a collector of OpenTelemetry gets it. */
export interface Span {
  readonly service: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

export interface Collector {
  readonly address: string;
  spans(): readonly Span[];
  /** The first of these, when it has come. */
  span(wanted: (span: Span) => boolean): Promise<Span>;
  /** The span and those above it, as far as they have come. */
  upwards(span: Span): readonly Span[];
  close(): void;
}

/** Takes spans by OTLP over HTTP, as JSON. */
export const openCollector = async (): Promise<Collector> => {
  const spans: Span[] = [];
  const server = createServer((request, response) => {
    void json(request).then((body) => {
      spans.push(...spansIn(body as Export));
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const upwards = (span: Span): readonly Span[] => {
    const above = spans.find(({ traceId, spanId }) => traceId === span.traceId && spanId === span.parentSpanId);
    return [span, ...(above === undefined ? [] : upwards(above))];
  };
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans: () => spans,
    span: async (wanted) => {
      while (server.listening) {
        const found = spans.find(wanted);
        if (found !== undefined) return found;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      throw new Error(`no such span among ${[...new Set(spans.map(({ name }) => name))].join(', ')}`);
    },
    upwards,
    close: () => server.close(),
  };
};

type Attributes = readonly { readonly key: string; readonly value: Readonly<Record<string, unknown>> }[];

interface Export {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: Attributes };
    readonly scopeSpans: readonly {
      readonly spans: readonly (Omit<Span, 'service' | 'attributes'> & { readonly attributes: Attributes })[];
    }[];
  }[];
}

const spansIn = ({ resourceSpans }: Export): readonly Span[] =>
  resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap((scope) =>
      scope.spans.map(({ attributes, ...span }) => ({
        ...span,
        attributes: plain(attributes),
        service: String(plain(resource.attributes)['service.name']),
      })),
    ),
  );

const plain = (attributes: Attributes): Readonly<Record<string, unknown>> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
