import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * The texts that are reviewed: no randomness, so that two runs of the benchmark read the same bytes. Each is a list of [file, text].
 */

const types = [
  'text',
  'integer',
  'bigint',
  'uuid',
  'boolean',
  'jsonb',
  'timestamptz',
  'numeric(12,2)',
  'varchar(255)',
];
const words = [
  'company',
  'person',
  'opportunity',
  'invoice',
  'note',
  'task',
  'message',
  'channel',
  'favorite',
  'view',
];
const word = (n) => words[n % words.length];
const type = (n) => types[n % types.length];

/** What TypeORM writes: a table of its own, then columns, indexes and foreign keys on it and on older ones. */
function migration(n) {
  const table = `"core"."${word(n)}_${n}"`;
  const older = `"core"."${word(n * 7)}_${Math.floor(n / 2)}"`;
  return [
    `CREATE TABLE ${table} ("id" uuid NOT NULL DEFAULT gen_random_uuid(), "name" character varying NOT NULL, "position" double precision, "createdAt" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), "deletedAt" TIMESTAMP WITH TIME ZONE, "ownerId" uuid, CONSTRAINT "PK_${n}" PRIMARY KEY ("id"))`,
    `ALTER TABLE ${older} ADD "${word(n + 1)}Id" uuid`,
    `CREATE INDEX "IDX_${n}_OWNER" ON ${table} ("ownerId", "deletedAt") WHERE "deletedAt" IS NULL`,
    `ALTER TABLE ${table} ADD CONSTRAINT "FK_${n}" FOREIGN KEY ("ownerId") REFERENCES ${older}("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    n % 3 === 0
      ? `ALTER TABLE ${older} ALTER COLUMN "name" TYPE text`
      : `ALTER TABLE ${older} ADD "status${n}" ${type(n)}${n % 2 === 0 ? " DEFAULT 'NEW'" : ''}`.replace(
          /(integer|bigint|uuid|boolean|jsonb|timestamptz|numeric\(12,2\)) DEFAULT 'NEW'/,
          '$1',
        ),
    n % 4 === 0
      ? `UPDATE ${older} SET "position" = 0 WHERE "position" IS NULL`
      : `COMMENT ON COLUMN ${table}."name" IS 'What people call it, and what the list is sorted by'`,
  ];
}

const join = (statements) => `${statements.join(';\n')};\n`;

/** 300 files of 6 statements. */
export const history = () =>
  Array.from({ length: 300 }, (_, n) => [`${String(n).padStart(4, '0')}-${word(n)}.sql`, join(migration(n))]);

/** One table as pg_dump writes it: PostgreSQL takes every statement. */
function dumped(n) {
  const table = `app.${word(n)}_${n}`;
  // The first column that is a varchar: of the other types, some have no text that would stay the same.
  const long = (types.length - 1 + types.length - (n % types.length)) % types.length;
  const columns = Array.from(
    { length: 14 },
    (_, c) => `    ${word(c + n)}_${c} ${type(c + n)}${c % 4 === 0 ? ' NOT NULL' : ''}`,
  );
  return [
    `--\n-- Name: ${word(n)}_${n}; Type: TABLE; Schema: app; Owner: -\n--\n\nCREATE TABLE ${table} (\n    id uuid DEFAULT gen_random_uuid() NOT NULL,\n${columns.join(',\n')}\n)`,
    `ALTER TABLE ONLY ${table}\n    ADD CONSTRAINT ${word(n)}_${n}_pkey PRIMARY KEY (id)`,
    `CREATE INDEX ${word(n)}_${n}_a ON ${table} USING btree (${word(n)}_0, ${word(n + 1)}_1)`,
    `CREATE UNIQUE INDEX ${word(n)}_${n}_b ON ${table} USING btree (lower((${word(n + long)}_${long})::text)) WHERE (${word(n + 4)}_4 IS NOT NULL)`,
    `COMMENT ON TABLE ${table} IS 'What the ${word(n)} page shows; filled by the importer'`,
    ...(n === 0
      ? []
      : [
          `ALTER TABLE ONLY ${table}\n    ADD CONSTRAINT ${word(n)}_${n}_fk FOREIGN KEY (id) REFERENCES app.${word(n - 1)}_${n - 1}(id) ON DELETE CASCADE`,
        ]),
    `CREATE VIEW ${table}_list AS\n SELECT x.id,\n    x.${word(n)}_0,\n    count(*) AS count\n   FROM ${table} x\n  WHERE (x.${word(n + 4)}_4 IS NOT NULL)\n  GROUP BY x.id, x.${word(n)}_0`,
    `INSERT INTO app.setting (key, value) VALUES ('${word(n)}.${n}', '{"visible": true, "width": ${n}}')`,
  ];
}

const MEGABYTE = 1_000_000;

function megabyte(statements) {
  const parts = [];
  for (let n = 0, size = 0; size < MEGABYTE; n += 1) {
    const text = join(statements(n));
    parts.push(text);
    size += text.length;
  }
  return parts.join('');
}

/** One file of 1 MB with statements of the size that pg_dump writes. */
export const dump = () => [
  [
    'dump.sql',
    megabyte((n) =>
      n === 0
        ? ['CREATE SCHEMA app', 'CREATE TABLE app.setting (key text PRIMARY KEY, value jsonb)', ...dumped(0)]
        : dumped(n),
    ),
  ],
];

/** The same with one statement in its middle that PostgreSQL refuses: a review tells what is there as if it were put right, and what the server does. */
export const broken = () => {
  const [[name, text]] = dump();
  const middle = text.indexOf(';\n', text.length / 2) + 2;
  return [[name, `${text.slice(0, middle)}CREATE TABLE app.broken (a int, a text);\n${text.slice(middle)}`]];
};

/** One file of 1 MB with about 22,500 statements of 45 bytes: the hardest for a tool that has something to say about each. */
export const shortStatements = () => [
  [
    'short.sql',
    megabyte((n) => [
      `ALTER TABLE ${word(n)}_${n % 500} ADD COLUMN c${String(n).padStart(5, '0')} ${['text', 'int4', 'bool'][n % 3]}`,
    ]),
  ],
];

/** Writes a workload below a folder; returns the paths. */
export function write(files, folder) {
  mkdirSync(folder, { recursive: true });
  return files.map(([name, text]) => {
    const file = path.join(folder, name);
    writeFileSync(file, text);
    return file;
  });
}
