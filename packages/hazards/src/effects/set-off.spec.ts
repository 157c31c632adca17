import type { Catalog } from '../catalog/catalog';
import { catalogFromSql } from '../catalog/from-sql';
import { loadParser, parseText } from '../sql/parser';
import { readStatement } from '../sql/read/statement';
import { predictSql } from './outcome';
import { Session } from './session';

const schema = `CREATE TABLE audit (n int); CREATE TABLE total (n int PRIMARY KEY); CREATE TABLE note (x text); CREATE TABLE far (n int); CREATE SEQUENCE seq;
CREATE FUNCTION log_it() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO audit VALUES (1); RETURN NULL; END $$; CREATE FUNCTION count_it() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN UPDATE total SET n = n + 1; RETURN NULL; END $$; CREATE FUNCTION forget_it() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN DELETE FROM note; RETURN NULL; END $$; CREATE FUNCTION read_it() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM n FROM far; RETURN NULL; END $$; CREATE FUNCTION draw_it() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM nextval('seq'); RETURN NULL; END $$; CREATE FUNCTION hold_it() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN LOCK TABLE far IN SHARE MODE; RETURN NULL; END $$; CREATE FUNCTION empty_it() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN TRUNCATE note; RETURN NULL; END $$; CREATE FUNCTION set_it() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN SET LOCAL work_mem = '1MB'; INSERT INTO audit VALUES (2); RETURN NULL; END $$; CREATE FUNCTION again() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN UPDATE round SET n = n WHERE false; RETURN NULL; END $$;
CREATE TABLE a (id int PRIMARY KEY, x text, y text); INSERT INTO a VALUES (1, 'x', 'y'); CREATE TABLE b (id int PRIMARY KEY, x text); INSERT INTO b VALUES (1, 'x'); CREATE TABLE c (id int PRIMARY KEY); INSERT INTO c VALUES (1); CREATE TABLE d (id int); INSERT INTO d VALUES (1); CREATE TABLE e (id int); INSERT INTO e VALUES (1); CREATE TABLE f (id int); INSERT INTO f VALUES (1); CREATE TABLE g (id int); INSERT INTO g VALUES (1); CREATE TABLE round (n int); INSERT INTO round VALUES (1);
CREATE TRIGGER a_ins AFTER INSERT ON a FOR EACH ROW EXECUTE PROCEDURE log_it(); CREATE TRIGGER a_upd AFTER UPDATE OF x ON a FOR EACH ROW EXECUTE PROCEDURE count_it(); CREATE TRIGGER a_del AFTER DELETE ON a FOR EACH ROW EXECUTE PROCEDURE forget_it();
CREATE TRIGGER b_all AFTER INSERT OR UPDATE OR DELETE ON b FOR EACH STATEMENT EXECUTE PROCEDURE read_it(); CREATE TRIGGER c_ins AFTER INSERT ON c FOR EACH ROW EXECUTE PROCEDURE draw_it(); CREATE TRIGGER c_del AFTER DELETE ON c FOR EACH ROW EXECUTE PROCEDURE hold_it(); CREATE TRIGGER d_ins AFTER INSERT ON d FOR EACH ROW EXECUTE PROCEDURE empty_it(); CREATE TRIGGER e_ins AFTER INSERT ON e FOR EACH ROW EXECUTE PROCEDURE set_it(); CREATE TRIGGER round_upd AFTER UPDATE ON round FOR EACH STATEMENT EXECUTE PROCEDURE again();
CREATE RULE f_also AS ON INSERT TO f DO ALSO INSERT INTO note VALUES ('f'); CREATE RULE f_del AS ON DELETE TO f DO ALSO UPDATE total SET n = 0;
CREATE TABLE parent (id int PRIMARY KEY, u int UNIQUE); INSERT INTO parent VALUES (1, 1), (2, 2); CREATE TABLE kid (id int PRIMARY KEY, p int REFERENCES parent ON DELETE CASCADE); INSERT INTO kid VALUES (1, 1); CREATE TABLE grandkid (k int REFERENCES kid ON DELETE SET NULL); INSERT INTO grandkid VALUES (1); CREATE TABLE follower (u int REFERENCES parent (u) ON UPDATE CASCADE); INSERT INTO follower VALUES (1); CREATE TABLE strict (p int REFERENCES parent); CREATE TRIGGER kid_gone AFTER DELETE ON kid FOR EACH ROW EXECUTE PROCEDURE log_it(); CREATE TRIGGER grand_upd AFTER UPDATE OF k ON grandkid FOR EACH ROW EXECUTE PROCEDURE count_it(); CREATE TRIGGER follow_upd AFTER UPDATE ON follower FOR EACH ROW EXECUTE PROCEDURE forget_it();
CREATE FUNCTION writes() RETURNS int LANGUAGE sql AS 'INSERT INTO audit VALUES (1); SELECT 1'; CREATE FUNCTION reads() RETURNS int LANGUAGE sql AS 'SELECT n FROM far LIMIT 1'; CREATE FUNCTION nested() RETURNS int LANGUAGE plpgsql AS $$ BEGIN PERFORM writes(); RETURN 1; END $$; CREATE PROCEDURE act() LANGUAGE plpgsql AS $$ BEGIN DELETE FROM note; END $$; CREATE FUNCTION turns(n int) RETURNS int LANGUAGE plpgsql AS $$ BEGIN IF n > 0 THEN PERFORM turns(n - 1); END IF; UPDATE total SET n = 1; RETURN 1; END $$;`;

function catalogOf(sql: string): Catalog {
  const outcome = catalogFromSql(sql);
  if (!outcome.ok) throw new Error(outcome.problem.message);
  return outcome.catalog;
}

/** The strongest lock on each relation of the schema at the end of the statement, the same on PostgreSQL 11, 15 and 18. */
const observed: readonly (readonly [sql: string, locks: string])[] = [
  ["INSERT INTO a VALUES (2, 'x', 'y')", 'a RowExclusive, audit RowExclusive'],
  ["UPDATE a SET x = 'z'", 'a RowExclusive, total RowExclusive'],
  ["UPDATE a SET y = 'z'", 'a RowExclusive'],
  ["UPDATE a SET y = 'z', x = 'z'", 'a RowExclusive, total RowExclusive'],
  ['DELETE FROM a', 'a RowExclusive, note RowExclusive'],
  ["INSERT INTO b VALUES (2, 'x')", 'b RowExclusive, far AccessShare'],
  ["UPDATE b SET x = 'z'", 'b RowExclusive, far AccessShare'],
  ['DELETE FROM b', 'b RowExclusive, far AccessShare'],
  ["INSERT INTO b VALUES (1, 'x') ON CONFLICT (id) DO UPDATE SET x = 'z'", 'b RowExclusive, far AccessShare'],
  ['INSERT INTO c VALUES (2)', 'c RowExclusive, seq RowExclusive'],
  ['UPDATE c SET id = 3', 'c RowExclusive'],
  ['DELETE FROM c', 'c RowExclusive, far Share'],
  ['INSERT INTO d VALUES (2)', 'd RowExclusive, note AccessExclusive'],
  ['DELETE FROM d', 'd RowExclusive'],
  ['INSERT INTO e VALUES (2)', 'audit RowExclusive, e RowExclusive'],
  ['UPDATE e SET id = 2', 'e RowExclusive'],
  ['INSERT INTO f VALUES (2)', 'f RowExclusive, note RowExclusive'],
  ['DELETE FROM f', 'f RowExclusive, total RowExclusive'],
  ['UPDATE f SET id = 2', 'f RowExclusive'],
  ['INSERT INTO g VALUES (2)', 'g RowExclusive'],
  ['DELETE FROM round', 'round RowExclusive'],
  ['UPDATE parent SET u = 9 WHERE id = 1', 'follower RowExclusive, note RowExclusive, parent RowExclusive'],
  ['UPDATE parent SET id = 9 WHERE id = 2', 'kid RowShare, parent RowExclusive, strict RowShare'],
  ['INSERT INTO parent VALUES (3, 3)', 'parent RowExclusive'],
  ['DELETE FROM kid', 'audit RowExclusive, grandkid RowExclusive, kid RowExclusive, total RowExclusive'],
  ['UPDATE kid SET p = 2', 'kid RowExclusive, parent RowShare'],
  ['INSERT INTO kid VALUES (2, 2)', 'kid RowExclusive, parent RowShare'],
  ['INSERT INTO grandkid VALUES (1)', 'grandkid RowExclusive, kid RowShare'],
  ['DELETE FROM grandkid', 'grandkid RowExclusive'],
  ['UPDATE follower SET u = 2', 'follower RowExclusive, note RowExclusive, parent RowShare'],
  ['DELETE FROM strict', 'strict RowExclusive'],
  ['INSERT INTO strict VALUES (1)', 'parent RowShare, strict RowExclusive'],
  ['SELECT writes()', 'audit RowExclusive'],
  ['SELECT reads()', 'far AccessShare'],
  ['SELECT nested()', 'audit RowExclusive'],
  ['SELECT turns(2)', 'total RowExclusive'],
  ['SELECT lower(writes()::text)', 'audit RowExclusive'],
  ['SELECT now()', ''],
  ["SELECT nextval('seq')", 'seq RowExclusive'],
  ['DO $$ BEGIN PERFORM writes(); END $$', 'audit RowExclusive'],
  ['DO $$ BEGIN DELETE FROM note; END $$', 'note RowExclusive'],
  ['WITH gone AS (DELETE FROM a RETURNING id) SELECT * FROM gone', 'a RowExclusive, note RowExclusive'],
  ['INSERT INTO g SELECT writes()', 'audit RowExclusive, g RowExclusive'],
];

beforeAll(loadParser);

test.each(observed)('set-off %s: %s', (sql, locks) => {
  const predicted = [11, 15, 18].map((serverMajor) =>
    predictSql(sql, catalogOf(schema), { serverMajor, inTransaction: true })
      .locks.map(([name, mode]) => `${name.replace('public.', '')} ${mode.replace(/Lock$/, '')}`)
      .join(', '),
  );
  expect(predicted).toEqual([locks, locks, locks]);
});

/** Whether what a statement sets off is known to its end, with this made before: nobody can read what is written in C or put together. */
const depths: readonly (readonly [what: string, made: string, sql: string, isOpaque: boolean])[] = [
  ["PostgreSQL's own function", '', "SELECT lower('A')", false],
  ['a function that nobody made', '', 'SELECT strange(1)', true],
  ['a function in C', "CREATE FUNCTION k() RETURNS int LANGUAGE c AS 'k', 'k';", 'SELECT k()', true],
  [
    'a function in C that is IMMUTABLE',
    "CREATE FUNCTION k() RETURNS int LANGUAGE c IMMUTABLE AS 'k', 'k';",
    'SELECT k()',
    false,
  ],
  [
    'a function that reads',
    "CREATE FUNCTION k() RETURNS int LANGUAGE sql AS 'SELECT id FROM t';",
    'SELECT k()',
    false,
  ],
  [
    'a function that writes',
    "CREATE FUNCTION k() RETURNS int LANGUAGE sql AS 'INSERT INTO t VALUES (1); SELECT 1';",
    'SELECT k()',
    false,
  ],
  [
    'a function that makes a table',
    "CREATE FUNCTION k() RETURNS void LANGUAGE sql AS 'CREATE TABLE z (a int)';",
    'SELECT k()',
    true,
  ],
  [
    'a function that fails',
    "CREATE FUNCTION k() RETURNS void LANGUAGE sql AS 'INSERT INTO t (nope) VALUES (1)';",
    'SELECT k()',
    true,
  ],
  [
    'a function that puts SQL together',
    'CREATE FUNCTION k(x text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN EXECUTE x; END $$;',
    "SELECT k('')",
    true,
  ],
  [
    'a function that sets a parameter',
    "CREATE FUNCTION k() RETURNS void LANGUAGE sql AS 'SET LOCAL work_mem = 99';",
    'SELECT k()',
    false,
  ],
  [
    'a function that calls one in C',
    "CREATE FUNCTION c() RETURNS int LANGUAGE c AS 'k', 'k'; CREATE FUNCTION k() RETURNS int LANGUAGE sql AS 'SELECT c()';",
    'SELECT k()',
    true,
  ],
  [
    'a function that writes to what was not declared',
    "CREATE FUNCTION k() RETURNS void LANGUAGE sql AS 'INSERT INTO passing VALUES (1)';",
    'SELECT k()',
    true,
  ],
  [
    'a function that locks',
    "CREATE FUNCTION k() RETURNS void LANGUAGE sql AS 'LOCK TABLE t';",
    'SELECT k()',
    false,
  ],
  [
    'a function that truncates',
    "CREATE FUNCTION k() RETURNS void LANGUAGE sql AS 'TRUNCATE t';",
    'SELECT k()',
    false,
  ],
  [
    'a function that deletes',
    "CREATE FUNCTION k() RETURNS void LANGUAGE sql AS 'DELETE FROM t';",
    'SELECT k()',
    false,
  ],
  [
    'a function that updates',
    "CREATE FUNCTION k() RETURNS void LANGUAGE sql AS 'UPDATE t SET id = 1';",
    'SELECT k()',
    false,
  ],
  [
    'a function that draws a number',
    "CREATE SEQUENCE s; CREATE FUNCTION k() RETURNS bigint LANGUAGE sql AS 'SELECT nextval(''s'')';",
    'SELECT k()',
    false,
  ],
  [
    'a function that sets a sequence',
    "CREATE SEQUENCE s; CREATE FUNCTION k() RETURNS bigint LANGUAGE sql AS 'SELECT setval(''s'', 1)';",
    'SELECT k()',
    false,
  ],
  [
    'a trigger in C',
    "CREATE FUNCTION k() RETURNS trigger LANGUAGE c AS 'k', 'k'; CREATE TRIGGER tr AFTER INSERT ON t FOR EACH ROW EXECUTE PROCEDURE k();",
    'INSERT INTO t VALUES (1)',
    true,
  ],
  [
    'a trigger in C for other rows',
    "CREATE FUNCTION k() RETURNS trigger LANGUAGE c AS 'k', 'k'; CREATE TRIGGER tr AFTER INSERT ON t FOR EACH ROW EXECUTE PROCEDURE k();",
    'DELETE FROM t',
    false,
  ],
  [
    'a trigger whose function was not seen',
    'CREATE TRIGGER tr AFTER INSERT ON t FOR EACH ROW EXECUTE PROCEDURE unseen();',
    'INSERT INTO t VALUES (1)',
    true,
  ],
  ['no trigger', '', 'INSERT INTO t VALUES (1)', false],
];

test.each(depths)('set-off by %s', (_, made, sql, isOpaque) => {
  const catalog = catalogOf(`CREATE TABLE t (id int); ${made}`);
  const parsed = parseText(sql);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  const session = new Session(catalog, { serverMajor: 16 });
  const effects = parsed.statements.flatMap((each) => session.run(readStatement(each.node, each.sql), true));
  expect(effects.some(({ opaque }) => opaque === true)).toBe(isOpaque);
});
