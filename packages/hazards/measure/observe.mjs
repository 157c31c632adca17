import { setTimeout as sleep } from 'node:timers/promises';

const visible = `n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')`;

const relations = `select c.oid::text, n.nspname || '.' || c.relname as name, c.relfilenode::text as file, c.relkind as kind
  from pg_class c join pg_namespace n on n.oid = c.relnamespace where ${visible}`;

// pg_stat_get_xact_numscans is a delta of this session; it also sees the scans of ALTER TABLE and of index builds.
const scanCounts = `select c.oid::text, pg_stat_get_xact_numscans(c.oid)::int as scans from pg_class c
  join pg_namespace n on n.oid = c.relnamespace where ${visible} and c.relkind in ('r', 'm', 'p')`;

const ownLocks = `select relation::text as oid, mode from pg_locks where pid = pg_backend_pid() and locktype = 'relation' and granted
  and database = (select oid from pg_database where datname = current_database())`;

const order = [
  'AccessShareLock',
  'RowShareLock',
  'RowExclusiveLock',
  'ShareUpdateExclusiveLock',
  'ShareLock',
  'ShareRowExclusiveLock',
  'ExclusiveLock',
  'AccessExclusiveLock',
];

const toMap = (rows, key, value) => new Map(rows.map((row) => [row[key], value(row)]));
const sorted = (list) => [...new Set(list)].sort();

const isIndex = (kind) => kind === 'i' || kind === 'I';

/** The strongest lock per relation that stood before the statement, sorted by name. */
function strongest(locks, names, wanted) {
  const found = new Map();
  for (const { oid, mode } of locks) {
    const { name, kind } = names.get(oid) ?? {};
    if (name !== undefined && wanted(kind) && order.indexOf(mode) > order.indexOf(found.get(name) ?? ''))
      found.set(name, mode);
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1));
}

const failure = (error) => {
  if (error.code === undefined || error.severity === undefined) throw error;
  return { sqlstate: error.code, message: error.message };
};

/** Runs one statement in a transaction that is rolled back, and reports what it did to relations that stood before. */
export async function observeInTransaction(client, sql) {
  const notices = [];
  const listen = ({ message }) => notices.push(message);
  await client.query('begin');
  try {
    const before = toMap((await client.query(relations)).rows, 'oid', (row) => row);
    const scansBefore = toMap((await client.query(scanCounts)).rows, 'oid', ({ scans }) => scans);
    const held = new Set((await client.query(ownLocks)).rows.map(({ oid, mode }) => `${oid} ${mode}`));
    client.on('notice', listen);
    await client.query('set local client_min_messages = debug1');
    await client.query(sql);
    await client.query('set local client_min_messages = notice');
    client.off('notice', listen);
    const locks = (await client.query(ownLocks)).rows.filter(({ oid, mode }) => !held.has(`${oid} ${mode}`));
    const scansAfter = toMap((await client.query(scanCounts)).rows, 'oid', ({ scans }) => scans);
    const after = toMap((await client.query(relations)).rows, 'oid', (row) => row);
    const stays = [...before.values()].filter(({ oid }) => after.has(oid));
    return {
      locks: strongest(locks, before, (kind) => !isIndex(kind)),
      indexLocks: strongest(locks, before, isIndex),
      rewrites: sorted(
        stays
          .filter(({ oid, file, kind }) => (kind === 'r' || kind === 'm') && after.get(oid).file !== file)
          .map(({ name }) => name),
      ),
      scans: sorted(
        stays
          .filter(({ oid }) => (scansAfter.get(oid) ?? 0) > (scansBefore.get(oid) ?? 0))
          .map(({ name }) => name),
      ),
      builds: sorted(
        notices.flatMap((message) => builtIndex(message, [...before.values(), ...after.values()])),
      ),
      error: null,
    };
  } catch (error) {
    client.off('notice', listen);
    return { locks: [], indexLocks: [], rewrites: [], scans: [], builds: [], error: failure(error) };
  } finally {
    await client.query('rollback');
  }
}

function builtIndex(message, known) {
  const match = /^building index "(.+)" on table "(.+)"/.exec(message);
  if (match === null || match[2].startsWith('pg_toast')) return [];
  // A concurrent rebuild ends under the old name; a table can share its name with one in another schema, an index of the fixture cannot.
  const own = match[1].replace(/_ccnew$/, '');
  const found = known.find(({ name, kind }) => isIndex(kind) && name.endsWith(`.${own}`));
  if (found !== undefined) return [`${found.name.slice(0, -own.length)}${match[1]}`];
  // The index is gone again: it was in the schema of its table.
  const table = known.find(({ name, kind }) => !isIndex(kind) && name.endsWith(`.${match[2]}`));
  return [`${table === undefined ? '' : table.name.slice(0, -match[2].length)}${match[1]}`];
}

/**
 * Runs a statement that must be outside a transaction, in a database of its own. Its locks are gone when it ends, so that each watched
 * table is held by another session in the weakest mode that all of them collide with: the mode that the statement then waits for is the
 * lock that it asks for. Scans and locks on indexes cannot be told.
 */
export async function observeOutside(connect, database, sql, watched) {
  const locks = [];
  for (const name of watched) {
    const mode = await requestedMode(connect, database, sql, name);
    if (mode !== null) locks.push([name, mode]);
  }
  const client = await connect(database);
  const notices = [];
  client.on('notice', ({ message }) => notices.push(message));
  try {
    const before = toMap((await client.query(relations)).rows, 'oid', (row) => row);
    await client.query('set client_min_messages = debug1');
    let error = null;
    await client.query(sql).catch((thrown) => (error = failure(thrown)));
    await client.query('set client_min_messages = notice');
    const after = toMap((await client.query(relations)).rows, 'oid', (row) => row);
    const stays = [...before.values()].filter(({ oid }) => after.has(oid));
    const changed = stays.filter(
      ({ oid, file, kind }) => (kind === 'r' || kind === 'm') && after.get(oid).file !== file,
    );
    const builds = sorted(
      notices.flatMap((message) => builtIndex(message, [...before.values(), ...after.values()])),
    );
    if (error !== null) return { locks: [], rewrites: [], scans: null, builds: [], error };
    return { locks, rewrites: sorted(changed.map(({ name }) => name)), scans: null, builds, error };
  } finally {
    await client.end();
  }
}

async function requestedMode(connect, database, sql, name) {
  const holder = await connect(database);
  const worker = await connect(database);
  try {
    const { pid } = (await worker.query('select pg_backend_pid() as pid')).rows[0];
    await holder.query('begin');
    await holder.query(`lock table ${name} in share update exclusive mode`);
    let ended = false;
    const running = worker.query(sql).then(
      () => (ended = true),
      () => (ended = true),
    );
    const waiting = `select l.mode from pg_locks l where pid = $1 and not granted and locktype = 'relation' and relation = $2::regclass`;
    for (;;) {
      const { rows } = await holder.query(waiting, [pid, name]);
      if (rows.length > 0 || ended) {
        await holder.query('select pg_cancel_backend($1)', [pid]);
        await running;
        return rows[0]?.mode ?? null;
      }
      await sleep(5);
    }
  } finally {
    await holder.query('rollback').catch(() => undefined);
    await holder.end();
    await worker.end();
  }
}
