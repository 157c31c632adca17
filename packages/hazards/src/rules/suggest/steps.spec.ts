import { applyAction } from '../../catalog/apply';
import { Catalog } from '../../catalog/catalog';
import type { Action, ColumnSpec, ConstraintSpec } from '../../sql/actions';
import { loadParser, parseText } from '../../sql/parser';
import { readStatement } from '../../sql/read/statement';
import type { StatementText } from '../rule';
import { addedLater, constraintNode, keyLater, validatedLater } from './constraint-steps';
import { constraintsLater, defaultLater } from './new-column-steps';
import { notNullSteps } from './not-null-steps';
import { orphans } from './precheck';
import { columnsToTest, domainUses } from './tested-columns';

const before = `
CREATE SCHEMA s;
CREATE DOMAIN s.d AS int;
CREATE DOMAIN s.over AS s.d;
CREATE DOMAIN s.over_that AS s.over;
CREATE DOMAIN s.strict AS int CHECK (VALUE > 0);
CREATE TABLE s.t (id int PRIMARY KEY, a int, b int NOT NULL, "c d" text, v s.d, vs s.d[]);
CREATE TABLE s.p (id int, v s.d) PARTITION BY LIST (id);
CREATE TABLE s.keyed (k int UNIQUE, i int, j int, CHECK (i > 0), PRIMARY KEY (j));
CREATE TABLE s.bare (id int, x int UNIQUE, w s.over_that);
CREATE TABLE s.checked (id int, a int, b int, n int, z int, CONSTRAINT z_set CHECK (z IS NOT NULL));
ALTER TABLE s.checked ADD CONSTRAINT other CHECK (b IS NOT NULL) NOT VALID;
ALTER TABLE s.checked ADD CONSTRAINT "a set" CHECK (a IS NOT NULL) NOT VALID;
ALTER TABLE s.checked ADD CONSTRAINT n_set NOT NULL n NOT VALID;
CREATE VIEW s.view AS SELECT v FROM s.t;
`;

const textsOf = (sent: string): readonly StatementText[] => {
  const parsed = parseText(sent);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  return parsed.statements.map(({ sql, node, start }) => ({ sql, node, start, sent, at: 0 }));
};

const actionsOf = (sent: string): readonly Action[] =>
  textsOf(sent).flatMap(({ node, sql }) => readStatement(node, sql));

/** The schema above, with what a recording did to it since. */
function model(here = ''): Catalog {
  const catalog = new Catalog(['s', 'public'], ['public'], true);
  for (const action of actionsOf(before)) applyAction(catalog, action);
  catalog.settle();
  for (const action of actionsOf(here)) applyAction(catalog, action);
  return catalog;
}

const relationOf = (catalog: Catalog, name: string) => {
  const relation = catalog.find({ schema: 's', name });
  if (relation === undefined) throw new Error(`no relation ${name}`);
  return relation;
};

/** The first subcommand of an ALTER TABLE as what it adds, with its text. */
function added(sql: string): { text: StatementText; constraint: ConstraintSpec; column: ColumnSpec } {
  const [text] = textsOf(sql);
  const [action] = actionsOf(sql);
  if (text === undefined || action === undefined) throw new Error('nothing added');
  return {
    text,
    constraint: action.kind === 'add-constraint' ? action.constraint : (undefined as never),
    column: action.kind === 'add-column' ? action.column : (undefined as never),
  };
}

beforeAll(loadParser);

test.each([
  ['t', 'CHECK (a > 0)', 11, 't_a_check'],
  ['t', 'CONSTRAINT "x y" CHECK (a > 0)', 16, '"x y"'],
  ['t', 'FOREIGN KEY (a) REFERENCES s.t', 17, 't_a_fkey'],
  ['p', 'CHECK (id > 0)', 17, 'p_id_check'],
  ['p', 'FOREIGN KEY (id) REFERENCES s.t', 18, 'p_id_fkey'],
  ['p', 'FOREIGN KEY (id) REFERENCES s.t', 17, null],
])('on %s, %s is validated later (PostgreSQL %i)', (table, definition, major, name) => {
  const { constraint, text } = added(`ALTER TABLE s.${table} ADD ${definition}`);
  const relation = relationOf(model(), table);
  const own = definition.replace(/^CONSTRAINT "x y" /, '');
  const quoted = name?.startsWith('"') === true ? name : `"${name}"`;
  const steps =
    name === null
      ? undefined
      : [
          `ALTER TABLE "s"."${table}" ADD CONSTRAINT ${quoted} ${own} NOT VALID`,
          `ALTER TABLE "s"."${table}" VALIDATE CONSTRAINT ${quoted}`,
        ];
  expect(validatedLater(relation, constraint, own, major)).toEqual(steps);
  expect(addedLater(relation, constraint, text, major)).toEqual(steps);
});

test('what cannot be cut out of a statement is not offered in two steps', () => {
  const { constraint, text } = added('ALTER TABLE /* t */ s.t ADD CHECK (a > 0)');
  expect(addedLater(relationOf(model(), 't'), constraint, text, 16)).toBeUndefined();
});

const built = (key: string, more = ''): string =>
  `CREATE UNIQUE INDEX CONCURRENTLY "t_${key}_key" ON "s"."t" ("${key}")${more}`;
const taken = (key: string, more = ''): string =>
  `ALTER TABLE "s"."t" ADD CONSTRAINT "t_${key}_key" UNIQUE USING INDEX "t_${key}_key"${more}`;

test.each([
  ['UNIQUE (a)', [built('a'), taken('a')]],
  ['UNIQUE NULLS NOT DISTINCT (a)', [built('a', ' NULLS NOT DISTINCT'), taken('a')]],
  [
    'UNIQUE (a) INCLUDE (b, "c d")',
    [
      `CREATE UNIQUE INDEX CONCURRENTLY "t_a_b_c d_key" ON "s"."t" ("a") INCLUDE ("b", "c d")`,
      `ALTER TABLE "s"."t" ADD CONSTRAINT "t_a_b_c d_key" UNIQUE USING INDEX "t_a_b_c d_key"`,
    ],
  ],
  ['UNIQUE (a) DEFERRABLE', [built('a'), taken('a', ' DEFERRABLE')]],
  ['UNIQUE (a) DEFERRABLE INITIALLY DEFERRED', [built('a'), taken('a', ' DEFERRABLE INITIALLY DEFERRED')]],
  [
    'CONSTRAINT k PRIMARY KEY (b)',
    [
      'CREATE UNIQUE INDEX CONCURRENTLY "k" ON "s"."t" ("b")',
      'ALTER TABLE "s"."t" ADD CONSTRAINT "k" PRIMARY KEY USING INDEX "k"',
    ],
  ],
  [
    'CONSTRAINT k PRIMARY KEY (a, b)',
    [
      'ALTER TABLE "s"."t" ADD CONSTRAINT "t_a_not_null" NOT NULL "a" NOT VALID',
      'ALTER TABLE "s"."t" VALIDATE CONSTRAINT "t_a_not_null"',
      'CREATE UNIQUE INDEX CONCURRENTLY "k" ON "s"."t" ("a", "b")',
      'ALTER TABLE "s"."t" ADD CONSTRAINT "k" PRIMARY KEY USING INDEX "k"',
    ],
  ],
  ['UNIQUE (a) WITH (fillfactor = 70)', undefined],
  ['UNIQUE (a) USING INDEX TABLESPACE fast', undefined],
  ['UNIQUE (a, b WITHOUT OVERLAPS)', undefined],
  ['CHECK (a > 0)', undefined],
])('the index of %s is built beside reads and writes', (definition, steps) => {
  const { constraint, text } = added(`ALTER TABLE s.t ADD ${definition}`);
  const node = constraintNode(text);
  if (node === null) throw new Error('no constraint');
  expect(keyLater(relationOf(model(), 't'), constraint, node, 18)).toEqual(steps);
  // No index can be taken over by a partitioned table.
  expect(keyLater(relationOf(model(), 'p'), constraint, node, 18)).toBeUndefined();
});

const alter = 'ALTER TABLE "s"."checked"';
test.each([
  [
    'id',
    18,
    [
      `${alter} ADD CONSTRAINT "checked_id_not_null" NOT NULL "id" NOT VALID`,
      `${alter} VALIDATE CONSTRAINT "checked_id_not_null"`,
    ],
  ],
  [
    'id',
    17,
    [
      `${alter} ADD CONSTRAINT "checked_id_not_null" CHECK ("id" IS NOT NULL) NOT VALID`,
      `${alter} VALIDATE CONSTRAINT "checked_id_not_null"`,
      `${alter} ALTER COLUMN "id" SET NOT NULL`,
      `${alter} DROP CONSTRAINT "checked_id_not_null"`,
    ],
  ],
  [
    'id',
    12,
    [
      `${alter} ADD CONSTRAINT "checked_id_not_null" CHECK ("id" IS NOT NULL) NOT VALID`,
      `${alter} VALIDATE CONSTRAINT "checked_id_not_null"`,
      `${alter} ALTER COLUMN "id" SET NOT NULL`,
      `${alter} DROP CONSTRAINT "checked_id_not_null"`,
    ],
  ],
  [
    'id',
    11,
    [
      `${alter} ADD CONSTRAINT "checked_id_not_null" CHECK ("id" IS NOT NULL) NOT VALID`,
      `${alter} VALIDATE CONSTRAINT "checked_id_not_null"`,
    ],
  ],
  // What waits to be validated is used, whatever the major; what is valid already is not.
  [
    'a',
    18,
    [
      `${alter} VALIDATE CONSTRAINT "a set"`,
      `${alter} ALTER COLUMN "a" SET NOT NULL`,
      `${alter} DROP CONSTRAINT "a set"`,
    ],
  ],
  [
    'a',
    12,
    [
      `${alter} VALIDATE CONSTRAINT "a set"`,
      `${alter} ALTER COLUMN "a" SET NOT NULL`,
      `${alter} DROP CONSTRAINT "a set"`,
    ],
  ],
  ['a', 11, [`${alter} VALIDATE CONSTRAINT "a set"`]],
  ['n', 18, [`${alter} VALIDATE CONSTRAINT "n_set"`]],
  [
    'z',
    18,
    [
      `${alter} ADD CONSTRAINT "checked_z_not_null" NOT NULL "z" NOT VALID`,
      `${alter} VALIDATE CONSTRAINT "checked_z_not_null"`,
    ],
  ],
])('%s becomes NOT NULL on PostgreSQL %i', (column, major, steps) => {
  expect(notNullSteps(relationOf(model(), 'checked'), column, major)).toEqual(steps);
});

test('a NOT NULL that was given a name keeps it', () => {
  expect(notNullSteps(relationOf(model(), 'checked'), 'z', 18, 'z set')).toEqual([
    `${alter} ADD CONSTRAINT "z set" NOT NULL "z" NOT VALID`,
    `${alter} VALIDATE CONSTRAINT "z set"`,
  ]);
});

const bare = (type: string): string => `ALTER TABLE "s"."t" ADD COLUMN "x" ${type}`;
test.each([
  ['x int DEFAULT random()', [bare('int4'), 'ALTER TABLE "s"."t" ALTER COLUMN "x" SET DEFAULT random()']],
  [
    'x int NOT NULL DEFAULT random() ',
    [bare('int4'), 'ALTER TABLE "s"."t" ALTER COLUMN "x" SET DEFAULT random()'],
  ],
  ['x int GENERATED ALWAYS AS IDENTITY', [bare('int4')]],
  ['x int GENERATED ALWAYS AS (a * 2) STORED', [bare('int4')]],
  [
    'x serial',
    [
      bare('int4'),
      'CREATE SEQUENCE "s"."t_x_seq" OWNED BY "s"."t"."x"',
      `ALTER TABLE "s"."t" ALTER COLUMN "x" SET DEFAULT nextval('"s"."t_x_seq"')`,
    ],
  ],
  ['x s.d', [bare('int4')]],
  ['x s.strict', [bare('int4')]],
  ['x elsewhere.unknown', undefined],
  ['x int DEFAULT random() CHECK (x > 0)', undefined],
  ['x int GENERATED ALWAYS AS IDENTITY UNIQUE', undefined],
  [`x text DEFAULT 'é' || random()`, undefined],
])('the default of %s comes later', (definition, steps) => {
  const { column, text } = added(`ALTER TABLE s.t ADD ${definition}`);
  const catalog = model();
  expect(defaultLater(relationOf(catalog, 't'), column, text, catalog)).toEqual(steps);
});

test('a default in a statement that cannot be cut is not offered', () => {
  const { column, text } = added('ALTER TABLE /* t */ s.t ADD x int DEFAULT random()');
  const catalog = model();
  expect(defaultLater(relationOf(catalog, 't'), column, text, catalog)).toBeUndefined();
  expect(constraintsLater(relationOf(catalog, 't'), column, text, 16)).toBeUndefined();
});

const first = (rest: string): string => `ALTER TABLE "s"."t" ADD x int${rest}`;
const twoSteps = (name: string, definition: string): readonly string[] => [
  `ALTER TABLE "s"."t" ADD CONSTRAINT "${name}" ${definition} NOT VALID`,
  `ALTER TABLE "s"."t" VALIDATE CONSTRAINT "${name}"`,
];
test.each([
  ['x int CHECK (x > 0)', [first(''), ...twoSteps('t_x_check', 'CHECK (x > 0)')]],
  ['x int NULL CHECK (x > 0)', [first(' NULL'), ...twoSteps('t_x_check', 'CHECK (x > 0)')]],
  [
    'x int DEFAULT 1 NOT NULL CONSTRAINT c CHECK (x > 0)',
    [first(' DEFAULT 1 NOT NULL'), ...twoSteps('c', 'CHECK (x > 0)')],
  ],
  [
    'x int REFERENCES s.t (id) ON DELETE CASCADE',
    [first(''), ...twoSteps('t_x_fkey', 'FOREIGN KEY ("x") REFERENCES s.t (id) ON DELETE CASCADE')],
  ],
  ['x int UNIQUE', [first(''), built('x'), taken('x')]],
  ['x int', [first('')]],
  ['x int PRIMARY KEY', undefined],
  ['x int UNIQUE DEFERRABLE', undefined],
  ['x int REFERENCES s.t INITIALLY DEFERRED', undefined],
  ['x int CHECK (x > 0) UNIQUE WITH (fillfactor = 70)', undefined],
  ['x int GENERATED ALWAYS AS IDENTITY CHECK (x > 0)', undefined],
  ['x int GENERATED ALWAYS AS (a * 2) STORED CHECK (x > 0)', undefined],
  [`x text CHECK (x <> 'é')`, undefined],
])('the constraints of %s come later', (definition, steps) => {
  const { column, text } = added(`ALTER TABLE s.t ADD ${definition}`);
  expect(constraintsLater(relationOf(model(), 't'), column, text, 16)).toEqual(steps);
});

test.each([
  ['FOREIGN KEY (a) REFERENCES s.keyed', 'keyed', 'p."j" = c."a"'],
  ['FOREIGN KEY (a) REFERENCES s.keyed (k)', 'keyed', 'p."k" = c."a"'],
  ['FOREIGN KEY (a, b) REFERENCES s.keyed (k, i)', 'keyed', 'p."k" = c."a" AND p."i" = c."b"'],
  ['FOREIGN KEY (a, b) REFERENCES s.keyed', 'keyed', null],
  ['FOREIGN KEY (a) REFERENCES s.bare', 'bare', null],
  ['CHECK (a > 0)', 't', null],
])('the rows that %s would refuse', (definition, parent, found) => {
  const catalog = model();
  const { constraint } = added(`ALTER TABLE s.t ADD ${definition}`);
  const set = constraint.columns.map((column) => `c."${column}" IS NOT NULL`).join(' AND ');
  expect(orphans(relationOf(catalog, 't'), constraint, catalog)).toBe(
    found &&
      `SELECT c.* FROM "s"."t" c WHERE ${set} AND NOT EXISTS (SELECT 1 FROM "s"."${parent}" p WHERE ${found}) LIMIT 10`,
  );
});

test.each([
  ['UNIQUE (a)', true],
  ['UNIQUE (x)', false],
  ['UNIQUE (a, x)', false],
  ['UNIQUE (filled)', true],
  ['PRIMARY KEY (x)', true],
  ['CONSTRAINT n NOT NULL x', true],
  ['FOREIGN KEY (x) REFERENCES s.t', false],
  ['FOREIGN KEY (a, x) REFERENCES s.t', false],
  ['EXCLUDE (x WITH =)', false],
  ['CHECK (x > 0)', false],
  ['CHECK (x > 0 AND y > 0)', false],
  ['CHECK (x > 0 OR a > 0)', true],
  ['CHECK (x IS NOT NULL)', true],
  ['CHECK (a > 0)', true],
  ['CHECK (false)', true],
])(
  'whether old rows can break %s, with the new columns x and y, and one that is filled',
  (definition, expected) => {
    const here = 'ALTER TABLE s.t ADD x int, ADD y int, ADD filled int DEFAULT 1';
    const { constraint } = added(`ALTER TABLE s.t ADD ${definition}`);
    expect(columnsToTest(relationOf(model(here), 't'), constraint)).toBe(expected);
  },
);

test('a domain is used by the columns of tables, not by views; an array of it holds other values', () => {
  const uses = (name: string) =>
    domainUses(model(), { schema: 's', name }).map(({ relation, column }) => `${relation.name}.${column}`);
  expect(uses('d')).toEqual(['t.v', 'p.v', 'bare.w']);
  expect(uses('over')).toEqual(['bare.w']);
  expect(uses('strict')).toEqual([]);
  expect(uses('absent')).toEqual([]);
});
