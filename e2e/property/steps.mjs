import { q } from './schema.mjs';

/**
 * What a migration may do. Each takes the model of the schema and random numbers, changes the model as the step changes the database, and
 * returns `up` and `down` (statements, or JavaScript where they begin with `js:`); or undefined where the schema has nothing for it.
 *
 * `outside`: needs `transaction = false`. `changes`: columns that are declared to change.
 */
const name = ({ name: table }) => `app.${q(table)}`;
let serial = 0;
const fresh = (what) => `${what}_${++serial}`;
const plain = (table) =>
  table.columns.filter((column) => column.name !== 'parent' && column.name !== 'touched');
const anyColumn = (table, { pick }, test = () => true) => {
  const found = plain(table).filter(test);
  return found.length > 0 ? pick(found) : undefined;
};
const isFree = (table, column) => column.name !== table.generated && column.name !== table.view;

/** Should be let through, and leave every row. */
export const harmless = {
  addColumn: ({ table }) => {
    const column = fresh('added');
    return [
      [`ALTER TABLE ${name(table)} ADD COLUMN ${column} text`],
      [`ALTER TABLE ${name(table)} DROP COLUMN ${column}`],
    ];
  },
  addDefault: ({ table }) => {
    const column = fresh('with_default');
    return [
      [`ALTER TABLE ${name(table)} ADD COLUMN ${column} integer NOT NULL DEFAULT 7`],
      [`ALTER TABLE ${name(table)} DROP COLUMN ${column}`],
    ];
  },
  addRewriting: ({ table }) => {
    const column = fresh('random');
    return [
      [`ALTER TABLE ${name(table)} ADD COLUMN ${column} uuid DEFAULT gen_random_uuid()`],
      [`ALTER TABLE ${name(table)} DROP COLUMN ${column}`],
    ];
  },
  backfill: ({ table }) => {
    const column = fresh('filled');
    return [
      [
        `ALTER TABLE ${name(table)} ADD COLUMN ${column} text`,
        `UPDATE ${name(table)} SET ${column} = 'filled'`,
      ],
      [`ALTER TABLE ${name(table)} DROP COLUMN ${column}`],
    ];
  },
  createTable: () => {
    const made = `app.${fresh('made')}`;
    return [
      [
        `CREATE TABLE ${made} (id serial PRIMARY KEY, v text)`,
        `INSERT INTO ${made} (v) SELECT 'row ' || i FROM generate_series(1, 5) i`,
      ],
      [`DROP TABLE ${made}`],
    ];
  },
  index: ({ table, pick }) => {
    const column = anyColumn(table, { pick }, ({ type }) => !/^json$/.test(type));
    if (!column) return undefined;
    const index = fresh('i');
    return [[`CREATE INDEX ${index} ON ${name(table)} (${q(column.name)})`], [`DROP INDEX app.${index}`]];
  },
  concurrently: ({ table, pick }) => {
    const column = anyColumn(table, { pick }, ({ type }) => !/^json$/.test(type));
    if (!column || table.isPartitioned) return undefined;
    const index = fresh('ic');
    return [
      [`CREATE INDEX CONCURRENTLY ${index} ON ${name(table)} (${q(column.name)})`],
      [`DROP INDEX CONCURRENTLY app.${index}`],
      { outside: true },
    ];
  },
  addLabel: () => [[`ALTER TYPE app.mood ADD VALUE '${fresh('label')}'`], [], { outside: true }],
  check: ({ table }) => {
    const check = fresh('check');
    return [
      [
        `ALTER TABLE ${name(table)} ADD CONSTRAINT ${check} CHECK (1 = 1) NOT VALID`,
        `ALTER TABLE ${name(table)} VALIDATE CONSTRAINT ${check}`,
      ],
      [`ALTER TABLE ${name(table)} DROP CONSTRAINT ${check}`],
    ];
  },
  widen: ({ table, pick }) => {
    const column = anyColumn(
      table,
      { pick },
      (each) => isFree(table, each) && ['integer', 'varchar(80)', 'smallint'].includes(each.type),
    );
    if (!column) return undefined;
    const [from, to] = [
      column.type,
      { integer: 'bigint', 'varchar(80)': 'text', smallint: 'integer' }[column.type],
    ];
    column.type = to;
    const alter = (type) => `ALTER TABLE ${name(table)} ALTER COLUMN ${q(column.name)} TYPE ${type}`;
    return [[alter(to)], [alter(from)]];
  },
  renameColumn: ({ table, pick }) => {
    const column = anyColumn(table, { pick }, (each) => isFree(table, each));
    if (!column) return undefined;
    const [from, to] = [column.name, fresh('renamed')];
    column.name = to;
    return [
      [`ALTER TABLE ${name(table)} RENAME COLUMN ${q(from)} TO ${to}`],
      [`ALTER TABLE ${name(table)} RENAME COLUMN ${to} TO ${q(from)}`],
    ];
  },
  renameTable: ({ table }) => {
    const [from, to] = [table.name, fresh('renamed_table')];
    table.name = to;
    return [[`ALTER TABLE app.${q(from)} RENAME TO ${to}`], [`ALTER TABLE app.${to} RENAME TO ${q(from)}`]];
  },
  setDefault: ({ table, pick }) => {
    const column = anyColumn(table, { pick }, ({ type }) => type === 'text');
    if (!column) return undefined;
    return [
      [`ALTER TABLE ${name(table)} ALTER COLUMN ${q(column.name)} SET DEFAULT 'd'`],
      [`ALTER TABLE ${name(table)} ALTER COLUMN ${q(column.name)} DROP DEFAULT`],
    ];
  },
  foreignKey: ({ table, parent }) => {
    if (!parent || parent === table || table.isPartitioned) return undefined;
    const column = fresh('ref');
    return [
      [`ALTER TABLE ${name(table)} ADD COLUMN ${column} bigint REFERENCES ${name(parent)}`],
      [`ALTER TABLE ${name(table)} DROP COLUMN ${column}`],
    ];
  },
  view: ({ table }) => {
    const view = fresh('view');
    return [[`CREATE VIEW app.${view} AS SELECT count(*) FROM ${name(table)}`], [`DROP VIEW app.${view}`]];
  },
  sameValues: ({ table, pick }) => {
    const column = anyColumn(table, { pick }, (each) => each.name !== table.generated);
    if (!column || table.hasTrigger) return undefined;
    const update = `UPDATE ${name(table)} SET ${q(column.name)} = ${q(column.name)}`;
    return [[update], [update]];
  },
  loop: ({ table }) => {
    const column = fresh('looped');
    return [
      [
        `ALTER TABLE ${name(table)} ADD COLUMN ${column} integer`,
        `js: for (const { n } of await queryRunner.query('SELECT generate_series(1, 3) AS n')) await queryRunner.query(${JSON.stringify(`UPDATE ${name(table)} SET ${column} = `)} + n);`,
      ],
      [`ALTER TABLE ${name(table)} DROP COLUMN ${column}`],
    ];
  },
};

/** Somebody has answered for it in the file. */
export const answered = {
  dropColumn: ({ table, pick }) => {
    const column = anyColumn(table, { pick }, (each) => isFree(table, each));
    if (!column || table.key === 'none' || table.isPartitioned) return undefined;
    table.columns.splice(table.columns.indexOf(column), 1);
    (table.dropped ??= []).push(column);
    return [
      [`ALTER TABLE ${name(table)} DROP COLUMN ${q(column.name)}`],
      [`ALTER TABLE ${name(table)} ADD COLUMN ${q(column.name)} ${column.type}`],
      { allow: 'drop-column' },
    ];
  },
  declared: ({ table, pick }) => {
    const column = anyColumn(table, { pick }, (each) => each.type === 'text');
    if (!column || table.hasTrigger || table.key === 'none') return undefined;
    column.changes = true;
    return [
      [`UPDATE ${name(table)} SET ${q(column.name)} = ${q(column.name)} || '!'`],
      [`UPDATE ${name(table)} SET ${q(column.name)} = left(${q(column.name)}, -1)`],
      { changes: `app.${table.name}.${column.name}` },
    ];
  },
  seedRows: ({ table, pick }) => {
    const column = anyColumn(table, { pick }, ({ type }) => ['text', 'varchar(80)'].includes(type));
    if (table.isPartitioned || !column) return undefined;
    const value = fresh('seed');
    return [
      [
        `INSERT INTO ${name(table)} (${q(column.name)}${table.key === 'pair' ? ', a, b' : ''}) SELECT '${value}'${table.key === 'pair' ? `, n, '${value}'` : ''} FROM generate_series(1, 3) AS n`,
      ],
      [`DELETE FROM ${name(table)} WHERE ${q(column.name)} = '${value}'`],
    ];
  },
};

/** Takes or changes rows that nobody has declared. */
export const harmful = {
  deleteOne: ({ table }) => [
    [`DELETE FROM ${name(table)} WHERE ctid = (SELECT min(ctid) FROM ${name(table)})`],
    [],
  ],
  truncate: ({ table }) => [[`TRUNCATE ${name(table)} CASCADE`], []],
  update: ({ table, pick }) => {
    const column = anyColumn(table, { pick }, (each) => ['text', 'varchar(80)'].includes(each.type));
    return column && [[`UPDATE ${name(table)} SET ${q(column.name)} = left(md5(${q(column.name)}), 20)`], []];
  },
  cut: ({ table, pick }) => {
    const column = anyColumn(
      table,
      { pick },
      (each) => ['text', 'varchar(80)'].includes(each.type) && isFree(table, each),
    );
    return (
      column && [
        [
          `ALTER TABLE ${name(table)} ALTER COLUMN ${q(column.name)} TYPE varchar(3) USING left(${q(column.name)}, 3)`,
        ],
        [`ALTER TABLE ${name(table)} ALTER COLUMN ${q(column.name)} TYPE ${column.type}`],
      ]
    );
  },
  round: ({ table, pick }) => {
    const column = anyColumn(
      table,
      { pick },
      (each) => /^numeric|double/.test(each.type) && isFree(table, each),
    );
    return (
      column && [
        [`ALTER TABLE ${name(table)} ALTER COLUMN ${q(column.name)} TYPE numeric(12,0)`],
        [`ALTER TABLE ${name(table)} ALTER COLUMN ${q(column.name)} TYPE ${column.type}`],
      ]
    );
  },
  dropUnanswered: ({ table, pick }) => {
    const column = anyColumn(table, { pick }, (each) => isFree(table, each));
    if (!column) return undefined;
    table.columns.splice(table.columns.indexOf(column), 1);
    (table.dropped ??= []).push(column);
    return [
      [`ALTER TABLE ${name(table)} DROP COLUMN ${q(column.name)}`],
      [`ALTER TABLE ${name(table)} ADD COLUMN ${q(column.name)} ${column.type}`],
    ];
  },
  inBlock: ({ table }) => [
    [
      `DO $$ BEGIN EXECUTE ${`'DELETE FROM ' || quote_ident('app') || '.' || quote_ident('${table.name.replaceAll("'", "''")}')`}; END $$`,
    ],
    [],
  ],
  replaced: ({ table }) => {
    const copy = fresh('copy');
    return [
      [
        `CREATE TEMP TABLE ${copy} AS SELECT * FROM ${name(table)}`,
        `DELETE FROM ${name(table)} WHERE ctid = (SELECT max(ctid) FROM ${name(table)})`,
        `DROP TABLE ${copy}`,
      ],
      [],
    ];
  },
  byTrigger: ({ table }) => {
    const f = fresh('f');
    return [
      [
        `CREATE FUNCTION app.${f}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN DELETE FROM ${name(table)}; RETURN NULL; END $$`,
        `CREATE TABLE app.${f}_t (id int)`,
        `CREATE TRIGGER t AFTER INSERT ON app.${f}_t FOR EACH STATEMENT EXECUTE FUNCTION app.${f}()`,
        `INSERT INTO app.${f}_t VALUES (1)`,
      ],
      [`DROP TABLE app.${f}_t`, `DROP FUNCTION app.${f}()`],
    ];
  },
};

/** Fails, or has no way back, or breaks the transaction that it runs in. */
export const broken = {
  syntax: ({ table }) => [[`ALTER TABLE ${name(table)} ADD COLUMM broken text`], []],
  missing: () => [['ALTER TABLE app.nowhere ADD COLUMN x text'], []],
  throws: ({ table }) => [
    [
      `ALTER TABLE ${name(table)} ADD COLUMN ${fresh('thrown')} text`,
      `js: throw new Error('thrown by the migration');`,
    ],
    [],
  ],
  atCommit: ({ parent }) => {
    if (!parent) return undefined;
    const made = `app.${fresh('deferred')}`;
    return [
      [
        `CREATE TABLE ${made} (id bigint REFERENCES ${name(parent)} DEFERRABLE INITIALLY DEFERRED)`,
        `INSERT INTO ${made} VALUES (-1)`,
      ],
      [`DROP TABLE ${made}`],
    ];
  },
  wrongDown: ({ table }) => [[`ALTER TABLE ${name(table)} ADD COLUMN ${fresh('left')} text`], []],
  failingDown: ({ table }) => [
    [`ALTER TABLE ${name(table)} ADD COLUMN ${fresh('left')} text`],
    [`ALTER TABLE ${name(table)} DROP COLUMN nowhere`],
  ],
  downTakesMore: ({ table, pick }) => {
    const column = anyColumn(table, { pick }, (each) => isFree(table, each));
    if (!column) return undefined;
    const added = fresh('more');
    return [
      [`ALTER TABLE ${name(table)} ADD COLUMN ${added} text`],
      [`ALTER TABLE ${name(table)} DROP COLUMN ${added}, DROP COLUMN ${q(column.name)}`],
    ];
  },
  ownCommit: ({ table }) => [
    [`ALTER TABLE ${name(table)} ADD COLUMN ${fresh('own')} text`, 'COMMIT', 'BEGIN'],
    [],
  ],
  swallowed: ({ table }) => {
    const column = fresh('after_error');
    return [
      [
        `js: await queryRunner.query('SELECT 1 / 0').catch(() => undefined);`,
        `ALTER TABLE ${name(table)} ADD COLUMN ${column} text`,
      ],
      [`ALTER TABLE ${name(table)} DROP COLUMN ${column}`],
    ];
  },
  duplicates: ({ table, pick }) => {
    const column = anyColumn(table, { pick }, (each) =>
      ['boolean', 'char(8)', 'smallint'].includes(each.type),
    );
    const index = fresh('u');
    return (
      column && [
        [`CREATE UNIQUE INDEX ${index} ON ${name(table)} (${q(column.name)})`],
        [`DROP INDEX app.${index}`],
      ]
    );
  },
  onLiveOnly: ({ table }) => {
    const column = fresh('live');
    return [
      [
        `ALTER TABLE ${name(table)} ADD COLUMN ${column} text`,
        `js: if ((await queryRunner.query("SELECT current_database() ~ '^property_' AS live"))[0].live) throw new Error('only on the live database');`,
      ],
      [`ALTER TABLE ${name(table)} DROP COLUMN ${column}`],
    ];
  },
  concurrentDuplicates: ({ table, pick }) => {
    const column = anyColumn(table, { pick }, (each) =>
      ['boolean', 'char(8)', 'smallint'].includes(each.type),
    );
    if (!column || table.isPartitioned) return undefined;
    const index = fresh('uc');
    return [
      [`CREATE UNIQUE INDEX CONCURRENTLY ${index} ON ${name(table)} (${q(column.name)})`],
      [`DROP INDEX CONCURRENTLY app.${index}`],
      { outside: true },
    ];
  },
};
