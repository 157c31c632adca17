import { parseArgs } from 'node:util';

import { exitWithMessage } from 'src/database/pg/exit-with-message';
import { startServer } from 'src/server';

/** Starts the API: `main [--port N]`, else the port in PORT, else 3000. Ends cleanly on SIGTERM and SIGINT. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { port: { type: 'string', default: process.env.PORT ?? '3000' } },
  });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw new Error(`--port takes a number from 0 to 65535, not "${values.port}".`);
  }

  const server = await startServer(port);
  console.log(`The server listens on ${server.url}`);

  let closing: Promise<void> | undefined;
  const stop = (): void => {
    closing ??= server.close().catch(exitWithMessage);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

main().catch(exitWithMessage);
