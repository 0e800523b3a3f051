import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';

/** Whom the webhook tells; here it is printed. */
export const startReceiver = async (
  tell: (said: string) => void,
  end: (closing: () => Promise<unknown>) => void,
): Promise<string> => {
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      tell(body);
      response.end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  end(async () => {
    server.closeAllConnections();
    server.close();
    return Promise.resolve();
  });
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the receiver has no address');
  return `http://127.0.0.1:${address.port}/`;
};
