/** `npm run simulator`: runs the simulator on its own until it is stopped. */
import { parseArgs } from 'node:util';
import { DEMO_REDIRECT_URIS, startSimulator } from './simulator';

const USAGE = `Usage: npm run simulator -- [--port PORT] [--redirect-uri ADDRESS]… [--token-lifetime SECONDS]

  --port            default: the environment's SIMULATOR_PORT, or 8090
  --redirect-uri    a redirect address of the application; may be given several times;
                    default: those of a Node-RED on port 1880 of this computer
  --token-lifetime  how long an access token is valid; default: 3600`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: process.env['SIMULATOR_PORT'] ?? '8090' },
      'redirect-uri': { type: 'string', multiple: true, default: DEMO_REDIRECT_URIS },
      'token-lifetime': { type: 'string', default: '3600' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return;
  }

  const simulator = await startSimulator({
    port: wholeNumber('--port', values.port, 0, 65535),
    redirectUris: values['redirect-uri'],
    accessTokenLifetime: wholeNumber(
      '--token-lifetime',
      values['token-lifetime'],
      1,
      Number.MAX_SAFE_INTEGER,
    ),
  });
  const { client, clocks, url } = simulator;
  console.log(`The LaMetric simulator runs at ${url} (open it to watch devices and requests).

  Client id           ${client.id}
  Client secret       ${client.secret}
  Redirect addresses  ${client.redirectUris.join('\n                      ')}

${clocks.map(({ name, kindName, address }) => `  ${name.padEnd(18)}  ${kindName} at ${address}`).join('\n')}

In Node-RED's settings.js set lametricAccountCloudUrl to '${url}' and restart it.
Then add a LaMetric account with the client id and secret above and connect it.
How to cause faults: simulator/README.md. Ctrl+C stops the simulator.`);

  const stop = (): void => void simulator.close();
  process.once('SIGINT', stop).once('SIGTERM', stop);
}

function wholeNumber(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isInteger(value) || value < least || value > most) {
    throw new Error(
      `${name} must be a whole number from ${least}${most < 1e6 ? ` to ${most}` : ''}, not "${text}".`,
    );
  }
  return value;
}

main().catch((error: Error) => {
  console.error(`The simulator did not start: ${error.message}`);
  process.exitCode = 1;
});
