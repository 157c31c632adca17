import { loadParser, parseText } from '../../sql/parser';
import type { StatementText } from '../rule';
import { commandText } from './alter-command';
import { columnParts } from './column-parts';
import { constraintNode } from './constraint-steps';
import { conflicts, indexParts } from './precheck';

/** The texts that a suggestion is made of are cut out of what was written, or not at all. */
function textOf(sent: string, statement = 0, at = 0): StatementText {
  const parsed = parseText(sent);
  const found = parsed.ok ? parsed.statements[statement] : undefined;
  if (found === undefined) throw new Error(`no statement ${statement} in ${sent}`);
  return { sql: found.sql, node: found.node, start: found.start, sent, at };
}

beforeAll(loadParser);

test.each([
  ['ALTER TABLE t ADD x int', ['ADD x int']],
  ['alter  table  t  add x int,  drop y ', ['add x int', 'drop y']],
  ['ALTER FOREIGN TABLE t ADD x int', ['ADD x int']],
  ['ALTER \n FOREIGN \t TABLE \n IF \n EXISTS \t ONLY \n t \n ADD x int', ['ADD x int']],
  ['ALTER TABLE IF  EXISTS t ADD x int', ['ADD x int']],
  ['ALTER TABLE ONLY  t ADD x int', ['ADD x int']],
  ['ALTER TABLE t*ADD x int', ['ADD x int']],
  ['ALTER TABLE t  *  ADD x int', ['ADD x int']],
  ['ALTER TABLE "a "" b" ADD x int', ['ADD x int']],
  ['ALTER TABLE "a"ADD x int', ['ADD x int']],
  ['ALTER TABLE "a.b" . "c "" d" ADD x int', ['ADD x int']],
  ['ALTER TABLE one.two ADD x int', ['ADD x int']],
  ['ALTER TABLE one \n . \n two ADD x int', ['ADD x int']],
  ['ALTER TABLE db.one."two words" ADD x int', ['ADD x int']],
  ['ALTER TABLE größe$1.täble_2 ADD x int', ['ADD x int']],
  [
    `ALTER TABLE t ADD x int DEFAULT (1, 2), ALTER y SET DEFAULT 'a, b'`,
    ['ADD x int DEFAULT (1, 2)', `ALTER y SET DEFAULT 'a, b'`],
  ],
])('the subcommands of %s', (sql, commands) => {
  expect(commands.map((_, at) => commandText(textOf(sql, 0, at)))).toEqual(commands);
  expect(commandText(textOf(sql, 0, commands.length))).toBeNull();
});

test.each([
  ['a comment that hides the table', 'ALTER TABLE /* this */ t ADD x int'],
  ['another statement', 'ALTER SEQUENCE s OWNER TO me'],
  ['a statement with a text that looks like one', `SELECT 'ALTER TABLE t ADD x int'`],
])('no subcommand is cut out of %s', (_what, sql) => {
  expect(commandText(textOf(sql))).toBeNull();
});

test('a text whose parts are not those of the tree is not cut', () => {
  const text = textOf('ALTER TABLE t ADD x int, ADD y int');
  expect(commandText({ ...text, sql: 'ALTER TABLE t ADD x int' })).toBeNull();
  const other = '/* ALTER TABLE u */ ALTER TABLE t ADD x int';
  expect(commandText({ ...textOf('ALTER TABLE t ADD x int'), sql: other })).toBeNull();
  expect(commandText({ ...textOf('ALTER TABLE t ADD x int'), sql: '  ALTER TABLE t ADD x int' })).toBe(
    'ADD x int',
  );
});

/** The head and the constraints that a column definition was cut into. */
function parts(text: StatementText): readonly string[] | null {
  const cut = columnParts(text, commandText(text) ?? '');
  return cut && [cut.head, ...cut.constraints.map((each) => `${each.node.contype}: ${each.text}`)];
}

test.each([
  ['ALTER TABLE t ADD x int', ['ADD x int']],
  [
    'ALTER TABLE t ADD COLUMN IF NOT EXISTS "a b" varchar(3) COLLATE "C"',
    ['ADD COLUMN IF NOT EXISTS "a b" varchar(3) COLLATE "C"'],
  ],
  [
    'ALTER TABLE t ADD x int  DEFAULT 1  NOT NULL CONSTRAINT c CHECK (x > 0) UNIQUE',
    [
      'ADD x int',
      'CONSTR_DEFAULT: DEFAULT 1',
      'CONSTR_NOTNULL: NOT NULL',
      'CONSTR_CHECK: CONSTRAINT c CHECK (x > 0)',
      'CONSTR_UNIQUE: UNIQUE',
    ],
  ],
  ['ALTER TABLE t ADD x int NULL', ['ADD x int', 'CONSTR_NULL: NULL']],
])('the parts of %s', (sql, expected) => {
  expect(parts(textOf(sql))).toEqual(expected);
  // Behind another statement, and behind another subcommand, too.
  expect(parts(textOf(`SELECT 1;\n  ${sql}`, 1))).toEqual(expected);
  expect(parts(textOf(sql.replace(' ADD', ' DROP z, ADD'), 0, 1))).toEqual(expected);
});

test.each([
  ['another statement', textOfLater('SELECT 1')],
  ['another subcommand', textOfLater('ALTER TABLE t ADD CHECK (x > 0)')],
  ['a subcommand without anything', textOfLater('ALTER TABLE t DROP x')],
  ['letters of several bytes', textOfLater(`ALTER TABLE t ADD x text DEFAULT 'é' NOT NULL`)],
  ['letters of several bytes before it', textOfLater(`SELECT 'é'; ALTER TABLE t ADD x int NOT NULL`, 1)],
  ['the same text twice', textOfLater('ALTER TABLE t ADD x int, ADD x int')],
  ['the same text within another', textOfLater('ALTER TABLE t ADD x int, ADD x int NOT NULL')],
])('a column definition is not cut: %s', (_what, text) => {
  expect(parts(text())).toBeNull();
});

function textOfLater(sent: string, statement = 0): () => StatementText {
  return () => textOf(sent, statement);
}

test('a column definition is not cut where the positions of its parts are not in it', () => {
  const text = textOf('ALTER TABLE t ADD x int DEFAULT 1 NOT NULL');
  const command = commandText(text) ?? '';
  for (const start of [1, 14, 30, 100, -14, -19, -100])
    expect({ start, cut: columnParts({ ...text, start }, command) }).toMatchObject({
      start,
      cut: start === 1 || start === -14 ? {} : null,
    });
});

test.each([
  ['ALTER TABLE t ADD CHECK (x > 0)', 'CONSTR_CHECK'],
  ['ALTER TABLE t ADD CONSTRAINT c UNIQUE (x)', 'CONSTR_UNIQUE'],
  ['ALTER TABLE t ADD x int', undefined],
  ['ALTER TABLE t DROP x', undefined],
  ['SELECT 1', undefined],
])('the constraint of %s', (sql, expected) => {
  expect(constraintNode(textOf(sql))?.contype).toBe(expected);
  expect(constraintNode(textOf(sql, 0, 1))).toBeNull();
});

test.each([
  ['CREATE UNIQUE INDEX i ON t (a)', { keys: ['"a"'] }],
  ['CREATE INDEX ON "on" USING btree (a DESC, "b c" text_ops)', { keys: ['"a"', '"b c"'] }],
  ['CREATE INDEX "on (x)" ON t (a)', { keys: ['"a"'] }],
  [
    'CREATE INDEX i ON t ((a + 1) DESC NULLS LAST, lower(b) COLLATE "C", c)',
    { keys: ['(a + 1)', 'lower(b)', '"c"'] },
  ],
  [
    'CREATE INDEX i ON t (a) INCLUDE (b) WITH (fillfactor = 70) WHERE  a > 0 ',
    { keys: ['"a"'], where: 'a > 0' },
  ],
  [
    `CREATE INDEX i ON t ((CASE WHEN (a = 'where') THEN 1 END)) WHERE (b)`,
    { keys: [`(CASE WHEN (a = 'where') THEN 1 END)`], where: '(b)' },
  ],
  ['CREATE INDEX i ON t (f((SELECT 1 WHERE true)), a)', { keys: ['f((SELECT 1 WHERE true))', '"a"'] }],
])('the keys of %s', (sql, expected) => {
  expect(indexParts(textOf(sql))).toEqual(expected);
});

test('the keys of an index are told only where they are those of the tree', () => {
  expect(indexParts(textOf('SELECT 1 FROM a JOIN b ON (c)'))).toBeNull();
  const text = textOf('CREATE INDEX i ON t (a, b)');
  for (const sql of [
    'CREATE INDEX i',
    'CREATE INDEX i ON t',
    'CREATE INDEX i ON t (a)',
    'CREATE INDEX i ON t (a, b, c)',
  ])
    expect(indexParts({ ...text, sql })).toBeNull();
  const call = textOf('CREATE INDEX i ON t (a, CURRENT_USER)');
  expect(indexParts(call)).toEqual({ keys: ['"a"', 'CURRENT_USER'] });
});

test.each([
  ['(a WITH =)', 'a."a" = b."a"'],
  ['USING gist (a WITH =, "b c" WITH &&)', 'a."a" = b."a" AND a."b c" && b."b c"'],
  ['(a WITH OPERATOR(pg_catalog.<>))', 'a."a" OPERATOR("pg_catalog".<>) b."a"'],
  ['(a WITH =, (b + 1) WITH =)', null],
  ['((b + 1) WITH =)', null],
])('rows that EXCLUDE %s keeps apart', (definition, tests) => {
  const node = constraintNode(textOf(`ALTER TABLE t ADD EXCLUDE ${definition}`));
  const relation = { schema: 's', name: 't' } as Parameters<typeof conflicts>[0];
  expect(conflicts(relation, node?.exclusions ?? [])).toBe(
    tests && `SELECT a.*, b.* FROM "s"."t" a JOIN "s"."t" b ON a.ctid < b.ctid AND ${tests} LIMIT 10`,
  );
  expect(conflicts(relation, [])).toBeNull();
});
