import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { generator, option } from '../crash/options.mjs';
import { startServer } from '../crash/server.mjs';
import { ROOT } from '../demo/shell.mjs';
import { createProject, dataSource } from '../support/project.mjs';
import { sql, withClient } from '../support/sql.mjs';
import { difference, missingRows, photograph, rowsOf } from './oracle.mjs';
import { randomSchema } from './schema.mjs';
import { randomSet, source } from './set.mjs';

/**
 * Random schemas, rows and sets of migrations, some of them broken or harmful, through whole runs of safe-migrate. After each, read with
 * pg_dump and plain SQL: either every migration is on TypeORM's list once and every row that was there is there, but for what somebody has
 * answered for; or schema, rows and list are what they were.
 *
 * npm run test:property -- [--runs 500] [--seed S] [--only number] [--jobs 2] [--minutes M]
 */
const require = createRequire(join(ROOT, 'packages/core/package.json'));
const core = (path) => require(`./dist/${path}.js`);
const { findClientTools } = core('backup/client-tools');
const { parseSettings } = core('settings/settings');
const { runOnce } = core('run/run-once');

const [runs, jobs, minutes] = [option('runs', 500), option('jobs', 2), option('minutes', Infinity)].map(
  Number,
);
const seed = Number(option('seed', Math.floor(Math.random() * 1_000_000)));
const only = option('only', undefined);
const tools = await findClientTools({});
const server = await startServer(tools.major);
const url = server.url;
const outcomes = new Map();
const refusedGood = new Map();
const failures = [];
const since = Date.now();
const numbers = only === undefined ? Array.from({ length: runs }, (_, index) => index + 1) : [Number(only)];
let done = 0;
console.log(`seed ${seed}`);
try {
  await Promise.all(
    Array.from({ length: jobs }, async () => {
      while (numbers.length > 0 && Date.now() < since + minutes * 60_000) await one(numbers.shift());
    }),
  );
} finally {
  await server.stop();
}
console.log('');
for (const [key, count] of [...outcomes].sort()) console.log(`${String(count).padStart(6)}  ${key}`);
for (const [code, list] of refusedGood)
  console.log(
    `only harmless steps, and not applied: ${code} ${list.length} (${list.slice(0, 8).join(', ')})`,
  );
for (const { number } of failures)
  console.log(`replay: npm run test:property -- --seed ${seed} --only ${number}`);
console.log(
  `\n${done} runs in ${Math.round((Date.now() - since) / 1000)} s, seed ${seed}: ${failures.length} failed`,
);
process.exitCode = failures.length === 0 && done > 0 ? 0 : 1;

async function one(number) {
  const random = generator(seed * 1_000_003 + number);
  const schema = randomSchema(random);
  const before = schema.tables.map((table) => ({
    ...{ name: table.name, table, columns: [...table.columns] },
    key: { pair: ['a', 'b'], none: [] }[table.key] ?? ['id'],
  }));
  const names = new Map(before.flatMap(({ columns }) => columns.map((column) => [column, column.name])));
  const set = randomSet(random, schema);
  const database = `property_${number}`;
  const connection = { ...server.connection, database };
  const root = project(connection, set);
  let words = `${set.temper}, ${set.mode}: ${set.migrations.map(({ steps }) => steps.map(({ label }) => label).join(' ')).join(' | ')}`;
  try {
    await sql(server.connection, `CREATE DATABASE ${database}`);
    await sql(connection, schema.sql);
    const shape = before.map(({ name, columns, key }) => ({
      name,
      columns: [...columns.map((column) => names.get(column)), ...key],
    }));
    const then = await photograph(tools.pgDump, connection, shape);
    const settings = parseSettings({
      ...{ projectRoot: root, dataSource: 'data-source.js', scratchUrl: url, refuse: 'dangerous' },
      ...{
        recordDirectory: join(root, 'runs'),
        backupDirectory: join(root, 'backups'),
        sync: set.sync ? [set.sync] : [],
      },
      ...{ lockTimeout: 2_000, lockRetries: 1 },
    });
    const { outcome, record } = await runOnce(settings, 'run', () => undefined, new AbortController().signal);
    const problems =
      outcome === 'applied'
        ? await afterApplied({ connection, before, names, set, then })
        : await afterNot({ connection, outcome, shape, then, set });
    const kinds = new Set(set.migrations.flatMap(({ steps }) => steps.map(({ kind }) => kind)));
    const isGood = !kinds.has('harmful') && !kinds.has('broken');
    if (isGood && !set.sync && outcome !== 'applied') {
      const key = `${record.error?.code}: ${record.error?.why?.split('\n')[0].slice(0, 110)}`;
      refusedGood.set(key, [...(refusedGood.get(key) ?? []), number]);
    }
    if (outcome === 'applied' && set.sync) problems.push('applied, although sync failed');
    words = `${outcome}${record.error ? ` ${record.error.code}` : ''}  ${words}`;
    const label = `${outcome}${record.error ? ` ${record.error.code}` : ''}`;
    outcomes.set(label, (outcomes.get(label) ?? 0) + 1);
    if (only !== undefined)
      console.log(
        JSON.stringify(record.error, null, 1),
        set.migrations.map((migration) => source(migration)).join(''),
      );
    if (record.error?.code === 'BUG') problems.push(`a bug: ${record.error.why}`);
    if (problems.length > 0) {
      failures.push({ number });
      console.log(
        `FAILED  --seed ${seed} --only ${number}: ${problems.join('; ')}\n${words}\n${JSON.stringify(record.error, null, 1)}\n${set.migrations.map((migration) => source(migration)).join('')}`,
      );
    }
  } catch (error) {
    failures.push({ number });
    console.log(
      `FAILED  --seed ${seed} --only ${number}: the suite itself: ${error.stack}\n${words}\n${schema.sql}`,
    );
  } finally {
    done++;
    if (only !== undefined && process.argv.includes('--keep')) console.log(root);
    else rmSync(root, { recursive: true, force: true });
    await sql(server.connection, `DROP DATABASE IF EXISTS ${database} WITH (FORCE)`);
  }
  console.log(`${String(number).padStart(5)}  ${words}`);
}

/** Every row is there, under the names that things have now, but for what somebody has answered for. */
async function afterApplied({ connection, before, names, set, then }) {
  const problems = [];
  const expected = set.migrations.map(({ name }) => name).sort();
  await withClient(connection, async (query) => {
    const list = (await query('SELECT name FROM app.migrations ORDER BY name')).map(({ name }) => name);
    if (JSON.stringify(list) !== JSON.stringify(expected)) problems.push(`the list is ${list.join(', ')}`);
    const invalid = await query(
      'SELECT indexrelid::regclass::text AS name FROM pg_index WHERE NOT indisvalid',
    );
    if (invalid.length > 0) problems.push(`invalid: ${invalid.map(({ name }) => name).join(', ')}`);
    for (const { name, table, columns, key } of before) {
      const kept = columns.filter((column) => table.columns.includes(column) && !column.changes);
      const positions = kept.map((column) => columns.indexOf(column));
      const keys = key.map((_, at) => columns.length + at);
      const old = then.rows.get(name).map((row) => {
        const cells = JSON.parse(row);
        return shown([...positions, ...keys].map((at) => cells[at]));
      });
      const rows = await rowsOf(query, table.name, [...kept.map((column) => column.name), ...key]);
      const now = rows.map((row) => (row === 'row' ? shown([]) : shown(JSON.parse(row))));
      const missing = missingRows(old, now);
      if (missing.length > 0)
        problems.push(
          `APPLIED, and ${missing.length} of ${old.length} rows of ${name} are not there: ${missing[0]}`,
        );
      for (const column of table.dropped ?? []) {
        const values = then.rows
          .get(name)
          .filter((row) => JSON.parse(row)[columns.indexOf(column)] !== null).length;
        const isKept = await query(
          `SELECT count(*)::int AS n FROM information_schema.columns WHERE table_schema = 'safe_migrate_escrow' AND column_name = $1`,
          [names.get(column)],
        );
        const renamed =
          column.name !== names.get(column)
            ? await query(
                `SELECT count(*)::int AS n FROM information_schema.columns WHERE table_schema = 'safe_migrate_escrow' AND column_name = $1`,
                [column.name],
              )
            : isKept;
        if (values > 0 && isKept[0].n + renamed[0].n === 0)
          problems.push(`${name}.${column.name} was dropped, ${values} values are in no escrow`);
      }
    }
  });
  return problems;
}

function shown(cells) {
  return JSON.stringify(cells);
}

/** Nothing has changed. Where something was done outside a transaction, or down() is wrong, the run may end with an exact description. */
async function afterNot({ connection, outcome, shape, then, set }) {
  const labels = set.migrations.flatMap(({ steps }) => steps.map(({ label }) => label));
  const hasBadDown = labels.some((label) => /^(wrong|failing)Down|downTakesMore/.test(label));
  const mayNeedHelp = set.migrations.some(({ outside }) => outside) || hasBadDown;
  if (outcome === 'needs-attention' && mayNeedHelp) return [];
  const problems = outcome === 'needs-attention' ? ['needs attention, and nothing in it explains that'] : [];
  const now = await photograph(tools.pgDump, connection, shape);
  const schema = difference(withoutList(then.schema), withoutList(now.schema));
  if (schema.length > 0) problems.push(`${outcome}, and the schema differs:\n${schema.join('\n')}`);
  for (const [name, rows] of then.rows)
    if (JSON.stringify(rows) !== JSON.stringify(now.rows.get(name)))
      problems.push(
        `${outcome}, and rows of ${name} differ: ${difference(rows, now.rows.get(name)).slice(0, 3).join(' ')}`,
      );
  if (now.list.length > 0) problems.push(`${outcome}, and on the list: ${now.list.join(', ')}`);
  return problems;
}

/** TypeORM's list may have been made, empty. */
function withoutList(lines) {
  const text = lines.join('\n');
  return text
    .replace(/CREATE TABLE app\.migrations \([^;]*\);\n?/, '')
    .replace(/CREATE SEQUENCE app\.migrations_id_seq[^;]*;\n?/, '')
    .replace(/ALTER (TABLE|SEQUENCE)( ONLY)? app\.migrations(_id_seq)?[^;]*;\n?/g, '')
    .split('\n');
}

function project(connection, { migrations, mode }) {
  const options = {
    ...{ schema: 'app', migrationsTransactionMode: mode },
    extra: { options: '-c search_path=app,public' },
  };
  return createProject('property', {
    'data-source.js': dataSource(connection, options),
    ...Object.fromEntries(migrations.map((each) => [`migrations/${each.name}.js`, source(each)])),
  });
}
