import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { start } from './child.mjs';
import { projectOf, SCENARIOS, SCHEMA } from './scenarios.mjs';
import { sql } from '../support/sql.mjs';
import { copyOf, dropAll } from './server.mjs';
import { hashOf, stateOf } from './state.mjs';

/** The line after which something is applied. */
export const APPLYING = /rehearse /;

/**
 * Runs that nobody disturbs: what a scenario makes of the database, and what it sends on the way there; once as a whole, and once without
 * the review, backup and rehearsal that most of the killed runs leave out.
 */
export async function prepare(server, tools, name) {
  const { command = 'run', ends = 0, isAlwaysWhole = false } = SCENARIOS[name];
  const root = projectOf(SCENARIOS[name]);
  const rehearsal = join(root, 'rehearsal.json');
  const origin = await originOf(server, { name, root, command });
  const attempt = async (input) => {
    const folder = mkdtempSync(join(tmpdir(), 'safe-migrate-crash-run-'));
    const database = `undisturbed_${name}`;
    const connection = await copyOf(server, origin, database);
    const before = await stateOf(tools.pgDump, connection);
    const run = start(server, { root, folder, database, command, port: connection.port, ...input });
    const code = await run.ended;
    if (code !== ends)
      throw new Error(`${name}: the undisturbed ${command} ended with ${code}\n${run.output()}`);
    const after = await stateOf(tools.pgDump, connection);
    const labels = Object.fromEntries(
      ['live', 'journal', 'swap', 'record'].map((session) => [session, labelsIn(folder, session)]),
    );
    const counts = Object.fromEntries(
      Object.entries(labels).map(([session, { length }]) => [session, length]),
    );
    rmSync(folder, { recursive: true, force: true });
    await dropAll(server, database);
    return { before, after, labels, counts, ms: run.ms(), applyAt: run.at(APPLYING) };
  };
  const whole = await attempt({ learn: rehearsal });
  const shortened = isAlwaysWhole ? whole : await attempt({ rehearsal });
  if (hashOf(shortened.after) !== hashOf(whole.after))
    throw new Error(`${name}: the shortened ${command} makes something else`);
  const known = {
    name,
    root,
    command,
    isAlwaysWhole,
    whole,
    shortened,
    before: whole.before,
    after: whole.after,
  };
  return isAlwaysWhole ? known : { ...known, rehearsal };
}

const origins = new WeakMap();

/** The database that a scenario starts from, made once on every server: where something is to be taken back, it was applied by a run. */
export function originOf(server, { name, root, command }) {
  if (!origins.has(server)) origins.set(server, new Map());
  const made = origins.get(server);
  const key = command === 'run' ? 'origin' : `applied_${name}`;
  if (!made.has(key)) made.set(key, command === 'run' ? fill(server) : applied(server, { name, root }, key));
  return made.get(key).then(() => key);
}

async function fill(server) {
  await sql(server.connection, 'CREATE DATABASE origin');
  await sql({ ...server.connection, database: 'origin' }, SCHEMA);
}

async function applied(server, { name, root }, database) {
  await copyOf(server, await originOf(server, { name, root, command: 'run' }), database);
  const run = start(server, { root, database, command: 'run', port: server.connection.port });
  if ((await run.ended) !== 0)
    throw new Error(`${name}: the run before the rollback failed\n${run.output()}`);
}

function labelsIn(folder, session) {
  const file = join(folder, `counts-${session}`);
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}
