import core from '@safe-migrate/core';
import pg from 'pg';
import { mustRun } from './shell.mjs';

/**
 * Boots a real PostgreSQL with an empty database `twenty`.
 *
 * @param {number} major
 * @param {number} [port] a free one by default
 */
export async function startDatabase(major, port) {
  const server = await core.startScratchServer({ major, port });
  await query(server.connection, 'CREATE DATABASE twenty');
  const connection = { ...server.connection, database: 'twenty' };
  const url = `postgres://${connection.user}:${connection.password}@${connection.host}:${connection.port}/twenty`;
  return { connection, url, stop: server.stop };
}

/** Sets the schema up, runs the existing migrations and fills the tables, with the demo project's own programs. */
export async function fillDatabase(project, rows) {
  const options = { cwd: project };
  await mustRun('ts-node scripts/setup-db.ts', options);
  await mustRun(
    'ts-node --transpile-only -P tsconfig.json "$(node -p "require.resolve(\'typeorm/cli.js\')")" migration:run -d src/database/typeorm/core/core.datasource.ts',
    options,
  );
  await mustRun(`ts-node scripts/seed.ts --rows ${rows}`, options);
  await mustRun('ts-node src/command/command.ts workspace:sync-metadata', options);
}

/** Runs one statement on a connection of its own. */
export async function query(connection, sql) {
  const client = new pg.Client(connection);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
