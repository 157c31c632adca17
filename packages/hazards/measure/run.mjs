import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { startCluster } from './cluster.mjs';
import { observeInTransaction, observeOutside } from './observe.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));

/** The parts of the fixture that a major understands: `base.sql`, and `since-12-....sql` from 12 on. */
export function fixtureFor(major) {
  const folder = path.join(here, 'fixture');
  const fits = (file) => major >= Number(/^since-(\d+)/.exec(file)?.[1] ?? 0);
  return readdirSync(folder)
    .sort()
    .filter(fits)
    .map((file) => readFileSync(path.join(folder, file), 'utf8'))
    .join('\n');
}

/** The statements of a catalogue that a major understands. */
export const understoodBy = (major, catalogue) =>
  catalogue.filter(({ since = 0, until = 99 }) => major >= since && major <= until);

/** Starts a server, loads the fixture, observes each statement by itself, and stops the server. */
export async function observeAll(major, fixture, statements, schema = 'app') {
  const cluster = await startCluster(major);
  try {
    const admin = await cluster.connect();
    const { server_version: server } = (await admin.query('show server_version')).rows[0];
    await admin.query('create database fixture');
    const builder = await cluster.connect('fixture');
    await builder.query(fixture);
    await builder.query('analyze');
    await builder.end();
    const observations = [];
    for (const statement of statements) observations.push(await observe(cluster, admin, statement, schema));
    await admin.end();
    return { server, observations };
  } finally {
    await cluster.stop();
  }
}

const quote = (name) => `"${name.replaceAll('"', '""')}"`;

/** Statements without a setup share the fixture; the others get a copy of it. */
async function observe(cluster, admin, { sql, setup = [], outside = false, watch = [] }, schema) {
  const own = outside || setup.length > 0;
  const database = own ? 'own' : 'fixture';
  if (own) await admin.query('create database own template fixture');
  const client = await cluster.connect(database);
  const searchPath = `search_path = ${quote(schema)}, public`;
  let observation;
  try {
    await client.query(`set ${searchPath}`);
    for (const each of setup) await client.query(each);
    if (outside) {
      await client.query(`alter database own set ${searchPath}`);
      observation = await observeOutside(cluster.connect, 'own', sql, watch);
    } else observation = await observeInTransaction(client, sql);
  } finally {
    await client.end();
    if (own) await admin.query('drop database own');
  }
  return {
    sql,
    ...(setup.length > 0 ? { setup } : {}),
    ...(outside ? { outside, watch } : {}),
    ...observation,
  };
}
