import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import prettier from 'prettier';
import { catalogue } from './catalogue/index.mjs';
import { startCluster } from './cluster.mjs';
import { observeInTransaction, observeOutside } from './observe.mjs';
import { versions } from './servers.mjs';

/**
 * Measures what every statement of the catalogue does on every major, and writes `observations/pg<major>.json`.
 * Usage: node measure.mjs [MAJOR...]
 */
const here = path.dirname(fileURLToPath(import.meta.url));
const output = path.join(here, '..', 'observations');

/** The parts of the fixture that a major understands: `base.sql`, and `since-12-....sql` from 12 on. */
function fixtureFor(major) {
  const folder = path.join(here, 'fixture');
  const fits = (file) => major >= Number(/^since-(\d+)/.exec(file)?.[1] ?? 0);
  return readdirSync(folder)
    .sort()
    .filter(fits)
    .map((file) => readFileSync(path.join(folder, file), 'utf8'))
    .join('\n');
}

async function measure(major) {
  const cluster = await startCluster(major);
  try {
    const admin = await cluster.connect();
    const { server_version: server } = (await admin.query('show server_version')).rows[0];
    await admin.query('create database fixture');
    const fixture = fixtureFor(major);
    const builder = await cluster.connect('fixture');
    await builder.query(fixture);
    await builder.query('analyze');
    await builder.end();
    const statements = [];
    for (const entry of catalogue.filter(({ since = 0, until = 99 }) => major >= since && major <= until)) {
      statements.push(await observe(cluster, admin, entry));
    }
    await admin.end();
    return { server, fixture, statements };
  } finally {
    await cluster.stop();
  }
}

/** Statements without a setup share the fixture; the others get a copy of it. */
async function observe(cluster, admin, { sql, setup = [], outside = false, watch = [] }) {
  const own = outside || setup.length > 0;
  const database = own ? 'own' : 'fixture';
  if (own) await admin.query('create database own template fixture');
  const client = await cluster.connect(database);
  let observation;
  try {
    await client.query('set search_path = app, public');
    for (const each of setup) await client.query(each);
    observation = outside
      ? await outsideOf(cluster, client, sql, watch)
      : await observeInTransaction(client, sql);
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

async function outsideOf(cluster, client, sql, watch) {
  await client.query(`alter database own set search_path = app, public`);
  return observeOutside(cluster.connect, 'own', sql, watch);
}

const majors =
  process.argv.length > 2 ? process.argv.slice(2).map(Number) : Object.keys(versions).map(Number);
for (const major of majors) {
  const observations = await measure(major);
  const file = path.join(output, `pg${major}.json`);
  const config = await prettier.resolveConfig(file);
  writeFileSync(file, await prettier.format(JSON.stringify(observations), { ...config, parser: 'json' }));
  process.stdout.write(`${file}: ${observations.statements.length} statements on ${observations.server}\n`);
}
