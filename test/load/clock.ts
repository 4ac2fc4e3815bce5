/** A clock that accepts connections and never answers; it counts them. */
import { once } from 'node:events';
import { type Socket, createServer } from 'node:net';

export interface SilentClock {
  port: number;
  /** The most connections that were open at a time. */
  mostSockets: number;
  close(): void;
}

export async function startSilentClock(): Promise<SilentClock> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    clock.mostSockets = Math.max(clock.mostSockets, sockets.size);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    socket.resume();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  const clock: SilentClock = {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    mostSockets: 0,
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
  return clock;
}
