import core from '@safe-migrate/core';
import { ensureClientTools } from './client-tools.mjs';
import { fillDatabase, startDatabase } from './database.mjs';
import { createWorkspace } from './workspace.mjs';

/**
 * Boots the demo database and keeps it until Ctrl-C, to try commands by hand:
 * npm run demo:database [-- --rows N]
 */
const ROWS = Number(process.argv[process.argv.indexOf('--rows') + 1]) || 200_000;

try {
  const tools = await ensureClientTools();
  const database = await startDatabase(tools.major);
  const { root } = createWorkspace('playground', database.url);
  await fillDatabase(`${root}/e2e/twenty-server`, ROWS);
  console.log(
    `The database is ${database.url}\nA workspace that uses it: cd ${root}\nCtrl-C ends it and removes its data.`,
  );
  for (const signal of ['SIGINT', 'SIGTERM'])
    process.once(signal, () => void database.stop().then(() => process.exit(0)));
  setInterval(() => undefined, 60_000);
} catch (error) {
  console.error(core.formatError(error));
  process.exitCode = 1;
}
