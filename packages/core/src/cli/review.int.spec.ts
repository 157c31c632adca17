import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import Ajv from 'ajv';
import type { FilesReview } from '@safe-migrate/hazards';
import { Client } from 'pg';
import { startScratchServer, type ScratchServer } from '../scratch/server';

const bin = resolve(__dirname, '../../bin/safe-migrate.js');
const formatSchema = resolve(__dirname, '../../../../docs/schemas/review.schema.json');
const folder = mkdtempSync(join(tmpdir(), 'safe-migrate-review-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, text: string | Buffer): string => {
  writeFileSync(join(folder, name), text);
  return name;
};

const run = (...args: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, 'review', ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  });
  return { status, stdout, stderr };
};

type Output = FilesReview & { readonly version: number };
const json = (...args: readonly string[]): Output =>
  JSON.parse(run(...args, '--format', 'json').stdout) as Output;

const schemaText = `CREATE SCHEMA app;
SET search_path = app, public;
CREATE DOMAIN app.positive AS int CHECK (VALUE > 0);
CREATE TABLE account (id int PRIMARY KEY, email varchar(50), plan text, score int, seen timestamp);
CREATE TABLE invoice (id int PRIMARY KEY, account_id int REFERENCES account, total numeric(10,2) CHECK (total > 0));
CREATE INDEX invoice_total ON invoice (total);
CREATE VIEW totals AS SELECT account_id, sum(total) AS sum FROM invoice GROUP BY account_id;`;

beforeAll(() => {
  write('schema.sql', schemaText);
  write('safe.sql', 'ALTER TABLE account ADD COLUMN note text;\n');
  write('risky.sql', 'CREATE INDEX account_email ON account (email);\n');
  write('dangerous.sql', 'BEGIN;\nALTER TABLE account DROP COLUMN plan;\nCOMMIT;\n');
  write('compatibility.sql', 'ALTER TABLE account RENAME COLUMN plan TO tariff;\n');
  write(
    'broken.sql',
    'ALTER TABLE account ADD COLUMN a int;\nALTER TABL account;\n-- safe-migrate: allow x\n',
  );
});

test('a rule that is off by default speaks where it is named; a name that switches nothing on is an error', () => {
  write('taste.sql', 'CREATE TABLE app.note (id bigint PRIMARY KEY, code varchar(3));\n');
  const rules = (...options: readonly string[]) =>
    json('--sql', 'taste.sql', '--schema', 'schema.sql', ...options).statements.flatMap(({ findings }) =>
      findings.map(({ rule }) => rule),
    );
  expect(rules()).toEqual([]);
  expect(rules('--enable', 'prefer-text')).toEqual(['prefer-text']);
  expect(rules('--enable', 'prefer-jsonb', 'prefer-text')).toEqual(['prefer-text']);
  expect(rules('--enable', 'all')).toContain('prefer-text');
  const wrong = run('--sql', 'taste.sql', '--enable', 'drop-table');
  expect([wrong.status, wrong.stdout + wrong.stderr]).toEqual([
    2,
    expect.stringContaining('there is no such rule that is off by default') as string,
  ]);
});

describe('exit codes', () => {
  const schema = ['--schema', 'schema.sql'] as const;
  test.each<[number, readonly string[]]>([
    [0, ['--sql', 'safe.sql', ...schema]],
    [1, ['--sql', 'risky.sql', ...schema]],
    [1, ['--sql', 'safe.sql', 'dangerous.sql', ...schema]],
    [0, ['--sql', 'risky.sql', ...schema, '--threshold', 'dangerous']],
    [1, ['--sql', 'dangerous.sql', ...schema, '--threshold', 'dangerous']],
    [0, ['--sql', 'risky.sql', ...schema, '--operation', 'dangerous']],
    [0, ['--sql', 'risky.sql', ...schema, '--operation', 'off']],
    [1, ['--sql', 'risky.sql', ...schema, '--compatibility', 'off']],
    [1, ['--sql', 'dangerous.sql', ...schema, '--operation', 'off', '--compatibility', 'off']],
    [1, ['--sql', 'broken.sql', ...schema]],
  ])('%i: %j', (status, args) => {
    const result = run(...args);
    expect(result).toMatchObject({ status, stderr: '' });
    expect(result.stdout).toContain('for PostgreSQL 18');
  });

  test.each<[string, readonly string[], string]>([
    ['no file', [], 'REVIEW_OPTION'],
    ['a file that is not there', ['--sql', 'nowhere.sql'], 'SQL_FILE_UNREADABLE'],
    ['a folder', ['--sql', '.'], 'SQL_FILE_UNREADABLE'],
    ['a schema that is not there', ['--sql', 'safe.sql', '--schema', 'x.sql'], 'SQL_FILE_UNREADABLE'],
    ['a schema that is broken', ['--sql', 'safe.sql', '--schema', 'broken.sql'], 'SCHEMA_UNREADABLE'],
    ['a major that is too old', ['--sql', 'safe.sql', '--pg', '9'], 'REVIEW_OPTION'],
    ['a major that is no number', ['--sql', 'safe.sql', '--pg', '15.2'], 'REVIEW_OPTION'],
    ['a format that is none', ['--sql', 'safe.sql', '--format', 'yaml'], 'REVIEW_OPTION'],
    ['a transaction mode that is none', ['--sql', 'safe.sql', '--transaction', 'some'], 'REVIEW_OPTION'],
    ['a threshold that lets all through', ['--sql', 'safe.sql', '--threshold', 'off'], 'REVIEW_OPTION'],
  ])('2: %s', (_name, args, code) => {
    const { status, stdout, stderr } = run(...args);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(new RegExp(`^ERROR ${code}: .+\n {2}why: .+\n {2}next: .+\n$`));
  });

  test('2: an option that there is not', () => {
    const { status, stdout, stderr } = run('--sql', 'safe.sql', '--frobnicate');
    expect(status).toBe(2);
    expect(stdout + stderr).toContain('--frobnicate');
    expect(stdout + stderr).not.toContain('    at ');
  });
});

describe('files', () => {
  test('a byte order mark is no part of the text, and what is not UTF-8 is refused', () => {
    write('bom.sql', '\ufeffALTER TABLE account ADD COLUMN note text;');
    expect(json('--sql', 'bom.sql').statements[0]).toMatchObject({ line: 1, column: 1, error: null });
    write('latin1.sql', Buffer.from("SELECT 'caf\u00e9';", 'latin1'));
    expect(run('--sql', 'latin1.sql')).toMatchObject({ status: 2 });
  });

  test('NUL bytes, empty files and psql scripts are read', () => {
    write('nul.sql', 'SELECT 1;\nSELECT \0;');
    write('empty.sql', '');
    write('psql.sql', '\\set ON_ERROR_STOP 1\nCOPY account (id) FROM stdin;\n1\n\\.\n\\connect other\n');
    expect(json('--sql', 'nul.sql').statements.map(({ level }) => level)).toEqual(['safe', 'risky']);
    expect(run('--sql', 'empty.sql').status).toBe(0);
    expect(json('--sql', 'psql.sql').statements.map(({ sql }) => sql)).toEqual([
      'COPY account (id) FROM stdin',
      '\\connect other',
    ]);
  });

  test('paths are shown as they were given', () => {
    mkdirSync(join(folder, 'sub'), { recursive: true });
    write('sub/a b.sql', 'DROP TABLE account;');
    expect(json('--sql', './sub/a b.sql').files).toEqual(['./sub/a b.sql']);
  });
});

test('the result goes into a file, where one is named, and is shown as text', () => {
  const args = ['--sql', 'dangerous.sql', '--schema', 'schema.sql'];
  const printed = run(...args, '--format', 'sarif');
  const { status, stdout, stderr } = run(...args, '--format', 'sarif', '--output-file', 'out/r.sarif');
  expect([status, stderr]).toEqual([1, 'written to out/r.sarif\n']);
  expect(readFileSync(join(folder, 'out/r.sarif'), 'utf8')).toBe(printed.stdout);
  expect(stdout).toBe(run(...args).stdout);
  const refused = run(...args, '--output-file', 'dangerous.sql/x');
  expect([refused.status, refused.stdout]).toEqual([2, '']);
  expect(refused.stderr).toContain('ERROR OUTPUT_FILE: ');
  expect(run('--output-file', 'x').stderr).toContain('--sql is missing');
});

test('a result that cannot be written is a failure, a reader that goes away is none', () => {
  const through = (shell: string) =>
    spawnSync('bash', ['-c', shell], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, NODE: process.execPath, BIN: bin },
    });
  const review = '"$NODE" "$BIN" review --sql safe.sql';
  const full = through(`${review} > /dev/full`);
  expect([full.status, full.stderr]).toEqual([2, expect.stringMatching(/^ERROR OUTPUT: .*ENOSPC/)]);
  const gone = through(`${review} --format json | true; echo "\${PIPESTATUS[0]}"`);
  expect([gone.stdout, gone.stderr]).toEqual(['0\n', '']);
});

test('the JSON is what its schema says, whatever was found', () => {
  const validate = new Ajv({ schemaId: 'auto', allErrors: true }).compile(
    JSON.parse(readFileSync(formatSchema, 'utf8')) as object,
  );
  write(
    'acknowledged.sql',
    `-- safe-migrate: allow drop-column until 2999-01-01 because nobody reads it
ALTER TABLE account DROP COLUMN plan;
-- squawk-ignore ban-drop-table
DROP TABLE invoice;`,
  );
  const files = ['safe.sql', 'risky.sql', 'dangerous.sql', 'broken.sql', 'acknowledged.sql'];
  for (const options of [[], ['--schema', 'schema.sql'], ['--schema', 'schema.sql', '--independent']]) {
    const output = json('--sql', ...files, ...options);
    validate(output);
    expect(validate.errors).toBeNull();
    expect(output.statements.some(({ acknowledged }) => acknowledged.length > 0)).toBe(true);
    for (const field of ['version', 'level', 'statements'] as const) {
      expect(validate({ ...output, [field]: undefined })).toBe(false);
    }
  }
});

describe('what it says is what the server does', () => {
  let server: ScratchServer;
  beforeAll(async () => {
    server = await startScratchServer({ major: 15 });
  });
  afterAll(() => server.stop());

  const statements = [
    'ALTER TABLE account ADD COLUMN z int DEFAULT 5',
    'ALTER TABLE account ADD COLUMN z positive',
    'ALTER TABLE account ALTER COLUMN email TYPE varchar(80)',
    'ALTER TABLE account ALTER COLUMN email TYPE varchar(20)',
    'ALTER TABLE account ALTER COLUMN score SET NOT NULL',
    'ALTER TABLE account ADD CONSTRAINT c CHECK (score > 0) NOT VALID',
    'ALTER TABLE invoice ADD FOREIGN KEY (id) REFERENCES account (id)',
    'ALTER TABLE invoice ALTER COLUMN total TYPE numeric(12,2)',
    'ALTER TABLE invoice DROP COLUMN account_id CASCADE',
    'ALTER TABLE invoice DROP COLUMN account_id',
    'ALTER TABLE account ADD COLUMN plan text',
    'ALTER TABLE nowhere ADD COLUMN z int',
    'CREATE INDEX ON account (score, email)',
    'CREATE INDEX CONCURRENTLY i ON account (score)',
    'DROP INDEX invoice_total',
    'CREATE TABLE child (id int REFERENCES account, note text UNIQUE)',
    'DROP TABLE invoice CASCADE',
    'TRUNCATE invoice',
    'ALTER TABLE account RENAME TO customer',
  ];

  /** Locks, changed files and the error of one statement in a transaction, as the server shows them. */
  async function observe(client: Client, sql: string) {
    const files = `SELECT c.oid, n.nspname || '.' || c.relname AS name, c.relfilenode, c.relkind FROM pg_class c
      JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'app' AND c.relkind IN ('r', 'v')`;
    interface Row {
      readonly oid: number;
      readonly name: string;
      readonly relfilenode: number;
      readonly relkind: string;
    }
    await client.query('BEGIN');
    try {
      const before = (await client.query<Row>(files)).rows;
      await client.query(sql);
      const after = new Map((await client.query<Row>(files)).rows.map((row) => [row.oid, row.relfilenode]));
      const held = await client.query<{ oid: number; mode: string }>(
        `SELECT relation AS oid, mode FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'relation'`,
      );
      const weight = [
        ...['AccessShare', 'RowShare', 'RowExclusive', 'ShareUpdateExclusive', 'Share', 'ShareRowExclusive'],
        ...['Exclusive', 'AccessExclusive'],
      ].map((mode) => `${mode}Lock`);
      const locks = before.flatMap(({ oid, name }) => {
        const modes = held.rows.filter((row) => row.oid === oid).map(({ mode }) => weight.indexOf(mode));
        return modes.length === 0 ? [] : [{ relation: name, mode: weight[Math.max(...modes)] }];
      });
      const rewrites = before.filter(
        ({ oid, relfilenode, relkind }) =>
          relkind === 'r' && after.has(oid) && after.get(oid) !== relfilenode,
      );
      return { locks, rewrites: rewrites.map(({ name }) => name), sqlstate: null };
    } catch (error) {
      return { locks: [], rewrites: [], sqlstate: (error as { code: string }).code };
    } finally {
      await client.query('ROLLBACK');
    }
  }

  test('locks, rewrites and errors of statements, on a server of the same major', async () => {
    const files = statements.map((sql, index) => write(`statement-${index}.sql`, sql));
    const options = ['--schema', 'schema.sql', '--pg', '15', '--independent', '--transaction', 'each'];
    const review = json('--sql', ...files, ...options);
    const client = new Client(server.connection);
    await client.connect();
    try {
      await client.query(schemaText);
      expect(review.statements).toHaveLength(statements.length);
      for (const [index, { sql, locks, rewrites, error }] of review.statements.entries()) {
        expect(sql).toBe(statements[index]);
        const seen = await observe(client, sql);
        const byName = [...seen.locks].sort((a, b) => (a.relation < b.relation ? -1 : 1));
        expect({ sql, locks, rewrites, sqlstate: error?.sqlstate ?? null }).toEqual({
          ...{ sql, locks: byName },
          ...{ rewrites: [...seen.rewrites].sort(), sqlstate: seen.sqlstate },
        });
      }
    } finally {
      await client.end();
    }
  });
});
