import { existsSync } from 'node:fs';
import { join } from 'node:path';
import core from '@safe-migrate/core';
import { ensureClientTools } from './client-tools.mjs';
import { fillDatabase, query, startDatabase } from './database.mjs';
import { shell } from './shell.mjs';
import { createWorkspace } from './workspace.mjs';

/**
 * The restore drill, on a real database: takes a backup where there is none, destroys the database, restores its newest backup with the
 * command that a user would type, verifies every row by other means, prints the time: npm run drill [-- --rows N]
 */
const ROWS = Number(process.argv[process.argv.indexOf('--rows') + 1]) || 200_000;
const CLI = `"${process.execPath}" "${join(import.meta.dirname, '../../packages/core/bin/safe-migrate.js')}"`;
const OPTIONS = '--data-source src/database/typeorm/core/core.datasource.ts';
const closers = [];

/** Every table with its number of rows and a hash of them, read without safe-migrate. */
async function contentOf(connection) {
  const tables = await query(
    connection,
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1`,
  );
  const content = {};
  for (const { name } of tables) {
    const [row] = await query(
      connection,
      `SELECT count(*) AS rows, md5(string_agg(md5(t::text), '' ORDER BY md5(t::text))) AS hash FROM ${name} t`,
    );
    content[name] = `${row.rows} ${row.hash}`;
  }
  return content;
}

async function run(command, project) {
  console.log(`\n$ safe-migrate ${command}`);
  const { code } = await shell(`${CLI} ${command} ${OPTIONS}`, { cwd: project, show: true });
  if (code !== 0) throw new Error(`"${command}" ended with ${code}`);
}

async function drill() {
  const tools = await ensureClientTools();
  const database = await startDatabase(tools.major);
  closers.push(database.stop);
  const { project } = createWorkspace('drill', database.url);
  await fillDatabase(project, ROWS);
  const before = await contentOf(database.connection);
  const rows = Object.values(before).reduce((sum, text) => sum + Number(text.split(' ')[0]), 0);
  console.log(`the demo database has ${Object.keys(before).length} tables, ${rows} rows`);
  if (!existsSync(join(project, '.safe-migrate/backups'))) await run('backup', project);

  await query({ ...database.connection, database: 'postgres' }, 'DROP DATABASE twenty WITH (FORCE)');
  console.log('\nthe database twenty is destroyed');

  const started = performance.now();
  await run('restore --backup newest --confirm twenty', project);
  const seconds = (performance.now() - started) / 1000;
  const after = await contentOf(database.connection);
  if (JSON.stringify(after) !== JSON.stringify(before))
    throw new Error('rows differ from what was there before');
  console.log(
    `\nDRILL PASSED: the newest backup was restored, verified and in its place after ${seconds.toFixed(1)} s: ${Object.keys(after).length} tables, ${rows} rows`,
  );
}

let failed = false;
try {
  await drill();
} catch (error) {
  failed = true;
  console.error(`\nDRILL FAILED\n${core.formatError(error)}`);
}
for (const close of closers.reverse()) await close().catch(() => undefined);
process.exitCode = failed ? 1 : 0;
