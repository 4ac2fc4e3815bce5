import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { CERTIFICATE } from './clock';

/** A clock that is paused, with more connections than its system accepts for it: no new one is made. */
export interface PausedClock {
  host: string;
  port: number;
  goOn: () => void;
  /** A paused process would outlive all tests. */
  close: () => void;
}

/** @param at the port to listen on; default: a free one */
export async function startPaused(at = 0, host = '127.0.0.1'): Promise<PausedClock> {
  const program = `
    const server = require('node:https').createServer(${JSON.stringify(CERTIFICATE)}, (_, response) => response.end('{}'));
    server.listen({ port: ${at}, host: '${host}', backlog: 1 }, () => process.send(server.address().port));`;
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const [port]: unknown[] = await once(child, 'message');
  child.kill('SIGSTOP');
  const fillers = Array.from({ length: 4 }, () => connect(Number(port), host));
  for (const filler of fillers) filler.on('error', () => undefined);
  if (fillers[0]) await once(fillers[0], 'connect');
  return {
    host,
    port: Number(port),
    goOn: () => child.kill('SIGCONT'),
    close: () => {
      for (const filler of fillers) filler.destroy();
      child.kill('SIGKILL');
    },
  };
}
