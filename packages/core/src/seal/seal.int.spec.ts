import { ensureJournal } from '../journal/schema';
import { startScratchServer, type ScratchServer } from '../scratch/server';
import type { ConnectionParameters } from '../target/connection';
import { quoteIdentifier } from '../target/identifier';
import { withSession } from '../target/session';
import { CRM } from '../testing/crm';
import { sql, withClient } from '../testing/test-server';
import { DEFAULT_POLICY, installSeal, readIdentity, readSealProblems, removeSeal, takeSealTicket } from '.';
import type { Allowance, SealReport } from '.';

/** All majors: SEAL_MAJORS=13,14,15,16,17,18 */
const MAJORS = (process.env['SEAL_MAJORS'] ?? '15,18').split(',').map(Number);

const TENANT = `CREATE SCHEMA workspace_1a; CREATE TABLE workspace_1a.company (id uuid PRIMARY KEY, name text, size int);
  INSERT INTO workspace_1a.company VALUES (gen_random_uuid(), 'Acme', 3);
  CREATE TYPE workspace_1a.mood AS ENUM ('good', 'bad'); ALTER TABLE workspace_1a.company ADD COLUMN mood workspace_1a.mood;
  CREATE VIEW core.names AS SELECT name FROM core.company; CREATE SEQUENCE core.numbers`;

describe.each(MAJORS)('a sealed database on PostgreSQL %i', (major) => {
  let server: ScratchServer;
  let made = 0;
  beforeAll(async () => {
    server = await startScratchServer({ major });
    await sql(server.connection, 'CREATE DATABASE crm');
    await sql({ ...server.connection, database: 'crm' }, CRM);
    await sql({ ...server.connection, database: 'crm' }, TENANT);
  }, 60_000);
  afterAll(() => server.stop());

  const create = async (name = `sealed_${++made}`): Promise<ConnectionParameters> => {
    await sql(server.connection, `CREATE DATABASE ${quoteIdentifier(name)} TEMPLATE crm`);
    return { ...server.connection, database: name };
  };
  const seal = (
    connection: ConnectionParameters,
    policy: readonly Allowance[] = DEFAULT_POLICY,
    as: Partial<ConnectionParameters> = {},
  ): Promise<SealReport> =>
    withSession({ ...connection, ...as }, {}, (session) =>
      installSeal(session, {
        ...{ environment: 'production', name: 'crm', policy, template: true },
        ...{ nextCommand: 'npx nx run twenty-server:safe-migrate', runner: connection.user },
      }),
    );
  const sealed = async (): Promise<ConnectionParameters> => {
    const connection = await create();
    await seal(connection);
    return connection;
  };
  const refusal = (connection: ConnectionParameters, text: string): Promise<Record<string, string>> =>
    sql(connection, text).then(
      () => ({ code: 'accepted' }),
      (error: Record<string, string>) => error,
    );

  it('refuses what destroys, says who guards it and what to type, and leaves everything', async () => {
    const connection = await sealed();
    const refused: readonly (readonly [string, string])[] = [
      ['DROP SCHEMA core CASCADE', 'DROP SCHEMA destroys data'],
      ['DROP SCHEMA IF EXISTS workspace_1a CASCADE', 'DROP SCHEMA destroys data'],
      [`DO $$ BEGIN EXECUTE 'DROP SCHEMA ' || 'core' || ' CASCADE'; END $$`, 'DROP SCHEMA'],
      ['DROP SCHEMA public CASCADE', 'DROP SCHEMA'],
      ['DROP SCHEMA safe_migrate CASCADE', 'DROP SCHEMA'],
      ['DROP TABLE core.note', 'DROP TABLE would drop table core.note'],
      ['DROP TABLE IF EXISTS core.company CASCADE', 'table core.company'],
      ['DROP TABLE workspace_1a.company', 'table workspace_1a.company'],
      ['DROP VIEW core.names', 'view core.names'],
      ['DROP TYPE core.stage CASCADE', 'core.stage'],
      ['DROP SEQUENCE core.numbers', 'sequence core.numbers'],
      ['ALTER TABLE core.note DROP COLUMN body', 'table column core.note.body'],
      ['ALTER TABLE core.note ALTER COLUMN body TYPE varchar(5)', 'would rewrite table core.note'],
      ['TRUNCATE core.note', 'TRUNCATE would empty table core.note'],
      ['TRUNCATE core.company CASCADE', 'TRUNCATE'],
      [`SET session_replication_role = replica; DROP TABLE core.note`, 'table core.note'],
      [`SET session_replication_role = replica; TRUNCATE core.note`, 'TRUNCATE'],
      ['DROP OWNED BY CURRENT_USER CASCADE', 'DROP OWNED destroys'],
      ['DROP TABLE core.note, core.person, core.opportunity, core.company CASCADE', 'more'],
      ['CREATE TABLE core.later (id int); TRUNCATE core.later', 'table core.later'],
      ['SELECT 1 AS x INTO core.later; TRUNCATE core.later', 'table core.later'],
      ['DROP TRIGGER safe_migrate_no_truncate ON core.note', 'a part of the seal'],
      ['ALTER TABLE core.note DISABLE TRIGGER ALL', 'switch off the guard'],
      ['ALTER TABLE core.note DISABLE TRIGGER safe_migrate_no_truncate', 'switch off the guard'],
      ['ALTER TRIGGER safe_migrate_no_truncate ON core.note RENAME TO x', 'change the guard'],
      ['ALTER TABLE core.note RENAME TO gone', 'take table core.note away'],
      ['ALTER TABLE core.note SET SCHEMA workspace_1a', 'take table core.note away, to workspace_1a.note'],
      ['ALTER TABLE workspace_1a.company RENAME TO _company', 'take table workspace_1a.company away'],
      ['ALTER TABLE core.note RENAME COLUMN body TO gone', 'rename a column to core.note.gone'],
      ['ALTER SCHEMA core RENAME TO workspace_2', 'take schema core away'],
      [
        'CREATE TRIGGER a BEFORE INSERT ON safe_migrate.seal_policy EXECUTE FUNCTION suppress_redundant_updates_trigger()',
        'a part of the seal',
      ],
      ['CREATE RULE a AS ON INSERT TO safe_migrate.seal_event DO INSTEAD NOTHING', 'a part of the seal'],
      ['DROP FUNCTION safe_migrate.on_drop() CASCADE', 'a part of the seal'],
      ['DROP FUNCTION safe_migrate.on_keep() CASCADE', 'a part of the seal'],
      [
        'CREATE OR REPLACE FUNCTION safe_migrate.sealed_here() RETURNS boolean LANGUAGE sql AS $$ SELECT false $$',
        'a part of the seal',
      ],
      ['ALTER FUNCTION safe_migrate.seal_open() RENAME TO x', 'a part of the seal'],
      ['DROP TABLE safe_migrate.seal_event', 'safe_migrate.seal_event'],
      ['DELETE FROM safe_migrate.identity', 'what the seal knows'],
      [`UPDATE safe_migrate.identity SET database_oid = '1'`, 'what the seal knows'],
      [`INSERT INTO safe_migrate.seal_policy VALUES ('*', '%', '%', '{table}')`, 'what the seal knows'],
      ['DELETE FROM safe_migrate.seal_event', 'the record of the seal'],
      ['ALTER TABLE safe_migrate.seal_event DISABLE TRIGGER keep', 'a part of the seal'],
      [`SET safe_migrate.transaction = 'open'; DROP TABLE core.note`, 'table core.note'],
      [`INSERT INTO safe_migrate.seal_opening (run) VALUES ('forged')`, 'no ticket'],
      [`SELECT safe_migrate.open_seal('guess')`, 'not the ticket'],
    ];
    for (const [text, words] of refused) {
      const { code, message = '', detail = '', hint = '' } = await refusal(connection, text);
      expect([text, code, message]).toEqual([text, 'SM001', expect.stringContaining(words)]);
      expect(message).toMatch(
        /REFUSED by the seal of safe-migrate: .* Instead: npx nx run twenty-server:safe-migrate/,
      );
      expect(detail).toContain(connection.database);
      expect(hint).toContain(`safe-migrate unseal --confirm ${connection.database}`);
    }
    const moved = [
      'ALTER FUNCTION safe_migrate.sealed_here() SET SCHEMA core',
      'ALTER TABLE safe_migrate.seal_policy RENAME TO other',
      'ALTER TABLE safe_migrate.seal_policy SET SCHEMA core',
      'ALTER SCHEMA safe_migrate RENAME TO other',
    ];
    for (const text of moved)
      expect([text, await refusal(connection, text)]).toEqual([
        text,
        expect.objectContaining({
          code: 'SM001',
          message: expect.stringContaining('a part of the seal') as unknown,
        }),
      ]);
    // Under the guard's name there is nothing but the guard.
    const nope = `CREATE FUNCTION core.nope() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';`;
    const guard = 'CREATE OR REPLACE TRIGGER safe_migrate_no_truncate BEFORE TRUNCATE ON core.note';
    const replaced = [
      `${nope} ${guard} EXECUTE FUNCTION core.nope()`,
      `${guard} WHEN (false) EXECUTE FUNCTION safe_migrate.on_truncate('core', 'note')`,
      `${guard} EXECUTE FUNCTION safe_migrate.on_truncate('workspace_1a', '_x')`,
      `${guard} EXECUTE FUNCTION safe_migrate.on_truncate('core', 'note'); SET session_replication_role = replica; TRUNCATE core.note`,
    ];
    if (major >= 14)
      for (const text of replaced)
        expect([text, (await refusal(connection, text))['code']]).toEqual([text, 'SM001']);
    const [{ n } = { n: 0 }] = await sql<{ n: number }>(
      connection,
      'SELECT ((SELECT count(*) FROM core.note) + (SELECT count(*) FROM core.company) + (SELECT count(*) FROM workspace_1a.company))::int AS n',
    );
    expect(n).toBe(221);
    const dropped = await refusal(server.connection, `DROP DATABASE ${connection.database}`);
    expect(dropped['message']).toContain('template database');
  });

  it('lets an application work: rows, its own schemas, and what the policy allows there', async () => {
    const connection = await sealed();
    await sql(
      connection,
      `UPDATE core.note SET body = 'x'; DELETE FROM core.note; INSERT INTO core.note VALUES ('y', NULL);
       ALTER TABLE core.note ADD COLUMN extra text; CREATE INDEX ON core.note (extra); DROP INDEX core.note_extra_idx;
       CREATE TEMP TABLE t (id int); TRUNCATE t; ALTER TABLE t DROP COLUMN id; DROP TABLE t;
       CREATE FUNCTION core.f() RETURNS int LANGUAGE sql AS 'SELECT 1'; DROP FUNCTION core.f();
       CREATE SCHEMA workspace_2b; CREATE TABLE workspace_2b._pet (id uuid, name text, n serial);
       ALTER TABLE workspace_2b._pet ADD COLUMN age int, ADD COLUMN old text; ALTER TABLE workspace_2b._pet DROP COLUMN age;
       ALTER TABLE workspace_2b._pet DROP COLUMN n; ALTER TABLE workspace_2b._pet ALTER COLUMN old TYPE varchar(10);
       ALTER TABLE workspace_1a.company DROP COLUMN mood; DROP TYPE workspace_1a.mood; DROP TABLE workspace_2b._pet;
       CREATE TABLE workspace_2b._cat (id uuid, name text); ALTER TABLE workspace_2b._cat RENAME COLUMN name TO called;
       ALTER TABLE workspace_2b._cat RENAME TO "_c'at"; ALTER TABLE workspace_2b."_c'at" ADD COLUMN b int; DROP TABLE workspace_2b."_c'at";
       ALTER SCHEMA workspace_2b OWNER TO CURRENT_USER; ALTER TABLE core.note OWNER TO CURRENT_USER;
       CREATE MATERIALIZED VIEW core.m AS SELECT 1 AS x; CREATE UNIQUE INDEX ON core.m (x);
       REFRESH MATERIALIZED VIEW core.m`,
    );
    await sql(connection, 'REFRESH MATERIALIZED VIEW CONCURRENTLY core.m');
    await sql(connection, 'VACUUM FULL core.note');
    await sql(connection, 'CLUSTER core.company USING company_pkey');
    await sql(connection, 'CREATE INDEX CONCURRENTLY later ON core.person (score)');
    await sql(connection, 'DROP INDEX CONCURRENTLY core.later');
    expect(await withSession(connection, { readOnly: true }, readSealProblems)).toEqual([]);
  });

  it('a safe run may move and drop; whoever does it past the seal leaves a trace', async () => {
    const connection = await sealed();
    await withSession(connection, {}, async (session) => {
      const ticket = await takeSealTicket(session, 'run-m');
      await session.query('BEGIN');
      await ticket.open();
      for (const text of [
        'ALTER TABLE core.note RENAME TO remark',
        'ALTER TABLE core.remark RENAME COLUMN body TO words',
        'ALTER SCHEMA core RENAME TO heart',
        'ALTER TABLE heart.person DROP COLUMN score',
        'DROP VIEW heart.names; CREATE TABLE heart.short (id int); DROP TABLE heart.short',
      ])
        await session.query(text);
      await session.query('COMMIT');
    });
    const problems = () => withSession(connection, { readOnly: true }, readSealProblems);
    expect(await problems()).toEqual([]);
    // Under its new name it is guarded as before.
    expect((await refusal(connection, 'ALTER TABLE heart.remark ADD COLUMN x int'))['code']).toBe('accepted');
    expect((await refusal(connection, 'TRUNCATE heart.remark'))['message']).toContain('heart.remark');
    expect((await refusal(connection, 'ALTER TABLE heart.remark RENAME TO note'))['message']).toContain(
      'take table heart.remark away',
    );

    const past =
      major >= 17
        ? 'SET event_triggers = off;'
        : `SET LOCAL allow_system_table_mods = on; UPDATE pg_event_trigger SET evtenabled = 'D';`;
    const back = major >= 17 ? '' : `UPDATE pg_event_trigger SET evtenabled = 'A';`;
    await sql(
      connection,
      `BEGIN; ${past} DROP TABLE heart.remark; ALTER TABLE heart.company DROP COLUMN name CASCADE; ALTER TABLE heart.person RENAME TO people;
       ALTER TABLE workspace_1a.company DROP COLUMN size; ALTER TABLE heart.opportunity DISABLE TRIGGER safe_migrate_no_truncate;
       ALTER TABLE heart.opportunity ENABLE ALWAYS TRIGGER safe_migrate_no_truncate; ${back} COMMIT`,
    );
    expect((await problems()).filter((line) => !line.startsWith('the event trigger'))).toEqual([
      'table heart.company lost a column, and no safe run dropped it',
      'table heart.person is gone or has another name, and no safe run took it away',
      'table heart.remark is gone or has another name, and no safe run took it away',
      'the guard of heart.opportunity was changed or switched off and on since it was set',
    ]);
    await sql(connection, 'DELETE FROM safe_migrate.seal_inventory');
    expect(await problems()).toContain('table heart.company is not in safe_migrate.seal_inventory any more');
    // Sealed again, it knows what is there now.
    await seal(connection);
    expect(await problems()).toEqual([]);
  });

  it('opens for the transaction of a safe run alone, and keeps the record even of one that failed', async () => {
    const connection = await sealed();
    await withSession(connection, {}, async (session) => {
      const ticket = await takeSealTicket(session, 'run-1');
      await expect(session.query('DROP TABLE core.note')).rejects.toThrow('REFUSED by the seal');
      await session.query('BEGIN');
      await ticket.open();
      await session.query('ALTER TABLE core.person DROP COLUMN score');
      await session.query('TRUNCATE core.note');
      // Nobody else, at the same time.
      expect((await refusal(connection, 'ALTER TABLE core.opportunity DROP COLUMN details'))['code']).toBe(
        'SM001',
      );
      await session.query('ROLLBACK');
      await session.query('BEGIN');
      await ticket.open();
      await session.query('DROP TABLE core.note');
      await session.query('COMMIT');
      await expect(session.query('DROP TABLE core.person')).rejects.toThrow('REFUSED by the seal');
    });
    const tickets = await sql(connection, 'SELECT run, issued_by, application FROM safe_migrate.seal_ticket');
    expect(tickets).toEqual([{ run: 'run-1', issued_by: 'postgres', application: 'safe-migrate' }]);
    expect(await sql(connection, 'SELECT run FROM safe_migrate.seal_opening')).toEqual([{ run: 'run-1' }]);
  });

  it('knows a clone, where it sleeps, and what was done to it by a superuser', async () => {
    const connection = await sealed();
    const clone = { ...connection, database: `${connection.database}_clone` };
    await sql(server.connection, `CREATE DATABASE ${clone.database} TEMPLATE ${connection.database}`);
    expect(await withSession(connection, { readOnly: true }, readIdentity)).toMatchObject({
      ...{ environment: 'production', name: 'crm', isCopy: false, sealed: true },
    });
    expect(await withSession(clone, { readOnly: true }, readIdentity)).toMatchObject({ isCopy: true });
    await sql(
      clone,
      'TRUNCATE core.note; ALTER TABLE core.person DROP COLUMN score; DROP SCHEMA core CASCADE',
    );
    await sql(
      connection,
      'ALTER EVENT TRIGGER safe_migrate_drop DISABLE; ALTER EVENT TRIGGER safe_migrate_drop ENABLE ALWAYS',
    );
    await sql(connection, 'ALTER EVENT TRIGGER safe_migrate_keep DISABLE');
    const problems = await withSession(connection, { readOnly: true }, readSealProblems);
    expect(problems.join('\n')).toContain('safe_migrate_drop was changed or switched off and on');
    expect(problems.join('\n')).toContain('safe_migrate_keep is switched off');
    // Sealed again, as it was or as another database: whole once more.
    await seal(connection);
    await seal(clone);
    expect(await withSession(connection, { readOnly: true }, readSealProblems)).toEqual([]);
    expect((await refusal(clone, 'DROP TABLE workspace_1a.company'))['code']).toBe('SM001');
    await sql(server.connection, `ALTER DATABASE ${clone.database} IS_TEMPLATE false`);
  });

  it('comes off as a whole, and says so for ever', async () => {
    const connection = await sealed();
    expect(await withSession(connection, {}, removeSeal)).toEqual([]);
    await sql(connection, 'TRUNCATE core.note; DROP TABLE core.note');
    const events = await sql(connection, 'SELECT what, by_role FROM safe_migrate.seal_event ORDER BY id');
    expect(events).toEqual([
      { what: 'sealed', by_role: 'postgres' },
      { what: 'unsealed', by_role: 'postgres' },
    ]);
    expect(
      await sql(
        connection,
        `SELECT count(*)::int AS n FROM pg_proc WHERE pronamespace = 'safe_migrate'::regnamespace`,
      ),
    ).toEqual([{ n: 0 }]);
    expect(await withSession(connection, { readOnly: true }, readIdentity)).toMatchObject({
      sealed: false,
      environment: 'production',
    });
    await sql(server.connection, `DROP DATABASE ${connection.database}`);
  });

  it('without a superuser: says what is missing, refuses the rest; another role has no way in', async () => {
    const connection = await create();
    await sql(
      connection,
      `DROP ROLE IF EXISTS app_${major}; CREATE ROLE app_${major} LOGIN PASSWORD 'x'; ALTER DATABASE ${connection.database} OWNER TO app_${major};
       ALTER TABLE core.note OWNER TO app_${major}; GRANT USAGE, CREATE ON SCHEMA core TO app_${major}`,
    );
    const app = { ...connection, user: `app_${major}`, password: 'x' };
    const report = await seal(app);
    expect(report.missing.join('\n')).toMatch(/event triggers: permission denied.*SAFE_MIGRATE_SEAL_URL/s);
    expect(report.missing.join('\n')).toContain('TRUNCATE is not refused on core.company');
    expect((await refusal(app, 'TRUNCATE core.note'))['code']).toBe('SM001');
    // A superuser completes it, for the same role.
    const complete = await seal(app, DEFAULT_POLICY, {
      user: connection.user,
      password: connection.password,
    });
    expect(complete.missing).toEqual([]);
    expect((await refusal(app, 'DROP TABLE core.note'))['code']).toBe('SM001');
    await sql(
      connection,
      `ALTER DATABASE ${connection.database} OWNER TO postgres; REVOKE CREATE ON DATABASE ${connection.database} FROM app_${major}`,
    );
    await withSession(app, {}, async (session) => {
      const ticket = await takeSealTicket(session, 'run-2');
      await session.query('BEGIN');
      await ticket.open();
      await session.query('DROP TABLE core.note');
      await session.query('COMMIT');
    });
    // Its journal goes into the schema that the superuser made.
    expect(await withSession(app, {}, ensureJournal)).toEqual({ state: 'ready' });
    await sql(connection, `CREATE ROLE guest_${major} LOGIN PASSWORD 'x'`);
    const guest = { ...connection, user: `guest_${major}`, password: 'x' };
    await expect(withSession(guest, {}, (session) => takeSealTicket(session, 'run-3'))).rejects.toMatchObject(
      { code: 'SEAL_NOT_OPENED' },
    );
    await expect(withSession(app, {}, removeSeal)).rejects.toMatchObject({ code: 'SEAL_RIGHTS' });
  });

  it('names are data', async () => {
    const names = [
      `q"uo'te`,
      'ÜñïçødéДата',
      'x'.repeat(63),
      `x"; DROP SCHEMA core CASCADE; --`,
      'per%cent $$ \\',
    ];
    for (const name of names) {
      const connection = await create(name);
      const id = quoteIdentifier(name);
      await sql(
        connection,
        `CREATE SCHEMA ${id}; CREATE TABLE ${id}.${id} (${id} int); CREATE ROLE ${id} SUPERUSER`,
      );
      await withSession(connection, {}, (session) =>
        installSeal(session, {
          ...{
            environment: name,
            name,
            nextCommand: name,
            policy: [{ pattern: `${name}.z*`, kinds: ['table'] }],
            runner: name,
            template: true,
          },
        }),
      );
      for (const text of [
        `TRUNCATE ${id}.${id}`,
        `DROP TABLE ${id}.${id}`,
        `ALTER TABLE ${id}.${id} DROP COLUMN ${id}`,
      ]) {
        expect([text, (await refusal(connection, text))['code']]).toEqual([text, 'SM001']);
      }
      await sql(connection, `CREATE TABLE ${id}.zoo (id int); DROP TABLE ${id}.zoo`);
      expect(await withSession(connection, { readOnly: true }, readSealProblems)).toEqual([]);
      await withClient(connection, async (client) => {
        await client.query(`SET ROLE ${id}`);
      });
      expect(await withSession(connection, {}, removeSeal)).toEqual([]);
      await sql(connection, `DROP OWNED BY ${id} CASCADE; DROP ROLE ${id}`);
    }
  });
});
