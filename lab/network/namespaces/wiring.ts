import { createSocket } from 'node:dgram';
import type { Wiring } from '../wiring.js';

/** Nobody listens there: the other machine's kernel says so, and that is the answer. */
const CLOSED_PORT = 7;

/** Each node has its network for itself: connections go where they say, by the routes of the node. */
export const namespaceWiring = (): Wiring => ({
  outgoing: (_, to) => ({ host: to.dataIp, port: to.datanode.port + 1 }),
  // Only root may send what ping sends; a datagram that is refused has been there and back too.
  echo: (from, to, limitMs) =>
    new Promise((resolve) => {
      const began = performance.now();
      const socket = createSocket('udp4');
      const timer = setTimeout(() => {
        socket.close();
        resolve(undefined);
      }, limitMs);
      socket.on('error', (error: NodeJS.ErrnoException) => {
        // What cannot be sent is lost, as ping has it.
        if (error.code !== 'ECONNREFUSED') return;
        clearTimeout(timer);
        socket.close();
        resolve(performance.now() - began);
      });
      socket.bind({ address: from.dataIp, port: 0 }, () =>
        socket.connect(CLOSED_PORT, to.dataIp, () => socket.send('echo')),
      );
    }),
});
