/** Random tables with rows. What stands here knows nothing of safe-migrate. */

const quoted = (name) => `"${name}"`;
export const q = quoted;

/** A type, and an expression of `i` for its values; some are NULL, some are what casts and hashes stumble over. */
const TYPES = [
  ['integer', `CASE WHEN i % 7 = 0 THEN NULL ELSE i END`],
  ['bigint', `i::bigint * 1000000007`],
  ['smallint', `(i % 100)::smallint`],
  [
    'text',
    `CASE i % 5 WHEN 0 THEN NULL WHEN 1 THEN '' WHEN 2 THEN 'Grüße ' || i || ' "''\\' ELSE 'text ' || i END`,
  ],
  ['varchar(80)', `CASE WHEN i % 6 = 0 THEN NULL ELSE 'v' || i END`],
  ['char(8)', `'c' || i % 9`],
  ['boolean', `CASE i % 3 WHEN 0 THEN NULL ELSE i % 2 = 0 END`],
  ['numeric(12,2)', `i / 3.0`],
  ['numeric', `CASE WHEN i % 11 = 0 THEN 'NaN'::numeric ELSE i * 1.50 END`],
  [
    'double precision',
    `CASE i % 13 WHEN 0 THEN 'NaN' WHEN 1 THEN 'Infinity' WHEN 2 THEN '-0' ELSE (i / 7.0)::text END::double precision`,
  ],
  ['real', `(i / 3.0)::real`],
  ['date', `date '2024-02-29' + i`],
  ['timestamp', `timestamp '2024-03-31 01:30' + i * interval '17 minutes'`],
  ['timestamptz', `timestamptz '2024-03-31 01:30+00' + i * interval '1 hour'`],
  ['interval', `make_interval(months => i % 5, days => 30 - i % 30)`],
  ['uuid', `md5(i::text)::uuid`],
  ['bytea', `decode(md5(i::text), 'hex')`],
  ['jsonb', `jsonb_build_object('a', i, 'b', ARRAY[i, NULL])`],
  ['json', `('{"b" : ' || i || ', "b": 1}')::json`],
  ['text[]', `CASE WHEN i % 4 = 0 THEN '{}' ELSE ARRAY['x' || i, NULL] END`],
  ['integer[]', `ARRAY[i, i + 1]`],
  ['inet', `('10.0.0.' || i % 250)::inet`],
  ['int4range', `int4range(i, i + 3)`],
  ['bit(4)', `(i % 16)::bit(4)`],
  ['app.mood', `(ARRAY['low','mid','high'])[1 + i % 3]::app.mood`],
  ['app.code', `'K' || i`],
];
const KEYS = ['bigserial', 'uuid', 'pair', 'identity', 'none'];
const NAMES = ['name', 'Amount', 'order', 'état', 'created at', 'x', 'status', 'note', 'companyId', 'total'];

/** A model of a schema: tables with their columns, as SQL and as what the steps choose from. */
export function randomSchema(random) {
  const pick = (list) => list[Math.floor(random() * list.length)];
  const chance = (share) => random() < share;
  const tables = Array.from({ length: 2 + Math.floor(random() * 3) }, (_, at) => {
    const names = [...NAMES].sort(() => random() - 0.5).slice(0, 1 + Math.floor(random() * 5));
    const table = {
      name: pick(['account', 'Order', 'person', 'log entry', 'deal']) + at,
      key: pick(KEYS),
      rows: pick([0, 1, 7, 40, 120]),
      columns: names.map((name) => {
        const [type, values] = pick(TYPES);
        return { name, type, values };
      }),
      isPartitioned: false,
    };
    if (chance(0.15)) Object.assign(table, { isPartitioned: true, key: 'partition' });
    return table;
  });
  const parent = tables.find(({ key }) => key === 'bigserial' || key === 'identity');
  const sql = [
    `CREATE SCHEMA app; CREATE TYPE app.mood AS ENUM ('low', 'mid', 'high'); CREATE DOMAIN app.code AS text CHECK (value <> '');`,
    ...tables.map((table) => tableSql(table)),
  ];
  // Rows that others refer to come first.
  for (const table of [...tables].sort((a, b) => Number(b === parent) - Number(a === parent))) {
    const name = `app.${q(table.name)}`;
    if (parent && parent !== table && parent.rows > 0 && chance(0.4)) {
      table.columns.push({ name: 'parent', type: 'bigint', values: `1 + i % ${parent.rows}` });
      sql.push(
        `ALTER TABLE ${name} ADD COLUMN parent bigint REFERENCES app.${q(parent.name)}${chance(0.3) ? ' DEFERRABLE INITIALLY DEFERRED' : ''}`,
      );
    }
    sql.push(insertSql(table), 'SET CONSTRAINTS ALL IMMEDIATE');
    const [first] = table.columns;
    if (chance(0.3) && !/json$|bit|inet\[\]/.test(first.type))
      sql.push(`CREATE INDEX ON ${name} (${q(first.name)})`);
    if (chance(0.2) && !table.isPartitioned && first.type === 'integer') {
      table.generated = first.name;
      sql.push(
        `ALTER TABLE ${name} ADD COLUMN doubled bigint GENERATED ALWAYS AS (${q(first.name)}::bigint * 2) STORED`,
      );
    }
    if (chance(0.2)) {
      table.view = first.name;
      sql.push(`CREATE VIEW app.${q(`v ${table.name}`)} AS SELECT ${q(first.name)} FROM ${name}`);
    }
    if (chance(0.15)) {
      table.hasTrigger = true;
      sql.push(`ALTER TABLE ${name} ADD COLUMN touched timestamptz;
        CREATE FUNCTION app.${q(`touch ${table.name}`)}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.touched = clock_timestamp(); RETURN NEW; END $$;
        CREATE TRIGGER touch BEFORE UPDATE ON ${name} FOR EACH ROW EXECUTE FUNCTION app.${q(`touch ${table.name}`)}()`);
      table.columns.push({ name: 'touched', type: 'timestamptz', values: 'NULL' });
    }
  }
  sql.push('ANALYZE');
  return { tables, parent, sql: sql.join(';\n') };
}

function tableSql({ name, key, columns, isPartitioned }) {
  const keys = {
    bigserial: ['id bigserial PRIMARY KEY'],
    identity: ['id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY'],
    uuid: ['id uuid PRIMARY KEY DEFAULT gen_random_uuid()'],
    pair: ['a integer', 'b text', 'PRIMARY KEY (a, b)'],
    partition: ['id integer NOT NULL', 'PRIMARY KEY (id)'],
    none: [],
  };
  const parts = [...columns.map((column) => `${q(column.name)} ${column.type}`), ...keys[key]];
  const table = `app.${q(name)}`;
  if (!isPartitioned) return `CREATE TABLE ${table} (${parts.join(', ')})`;
  return `CREATE TABLE ${table} (${parts.join(', ')}) PARTITION BY RANGE (id);
    CREATE TABLE app.${q(`${name} low`)} PARTITION OF ${table} FOR VALUES FROM (MINVALUE) TO (50);
    CREATE TABLE app.${q(`${name} high`)} PARTITION OF ${table} FOR VALUES FROM (50) TO (MAXVALUE)`;
}

function insertSql({ name, key, rows, columns }) {
  const keys = {
    pair: [
      ['a', 'i % 10'],
      ['b', `'b' || i`],
    ],
    partition: [['id', 'i']],
    uuid: [['id', `md5('k' || i)::uuid`]],
  };
  const all = [...columns.map((column) => [column.name, column.values]), ...(keys[key] ?? [])];
  return `INSERT INTO app.${q(name)} (${all.map(([column]) => q(column)).join(', ')}) SELECT ${all.map(([, values]) => values).join(', ')} FROM generate_series(1, ${rows}) i`;
}
