import { heldTo } from '../../testing/held-to';

const plpgsql = (name: string, more = '', result = 'int'): string =>
  `CREATE FUNCTION ${name} RETURNS ${result} LANGUAGE plpgsql ${more} AS $$ BEGIN RETURN x + 1; END $$;`;

const schema = `CREATE TABLE t (id int, a int, b text);
${plpgsql('vol(x int)')} ${plpgsql('sta(x int)', 'STABLE')} ${plpgsql('imm(x int)', 'IMMUTABLE')} ${plpgsql('test(x int)', '', 'bool')}
${plpgsql('pick(x int)')} ${plpgsql('pick(x bigint)', 'IMMUTABLE')} ${plpgsql('lower(x int)')}
${plpgsql('was_vol(x int)')} ALTER FUNCTION was_vol(int) IMMUTABLE STRICT;
${plpgsql('was_imm(x int)', 'IMMUTABLE')} ALTER ROUTINE was_imm STABLE;
${plpgsql('again(x int)')} CREATE OR REPLACE FUNCTION again(x int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RETURN x; END $$;
${plpgsql('strict(x int)', 'IMMUTABLE')} ALTER FUNCTION strict(int) STRICT;
CREATE FUNCTION rows(x int) RETURNS SETOF int LANGUAGE plpgsql AS $$ BEGIN RETURN NEXT x; END $$;
CREATE PROCEDURE proc(x int) LANGUAGE plpgsql AS $$ BEGIN END $$;
CREATE FUNCTION plain(x int) RETURNS int LANGUAGE sql AS 'SELECT x + 1';
CREATE FUNCTION one(x int) RETURNS int LANGUAGE sql AS 'SELECT 1';`;

heldTo('own functions', schema, [
  [
    'CREATE INDEX ON t (($))',
    {
      'vol(a)': '42P17',
      'sta(a)': '42P17',
      'imm(a)': '-',
      'imm(vol(a))': '42P17',
      'vol(x => a)': '42P17',
      "vol(a) || 'x'": '42P17',
      'public.vol(a)': '42P17',
      'CASE WHEN a > 1 THEN vol(a) END': '42P17',
    },
  ],
  // What is put in the place of a call, or folded away, is not looked at.
  [
    'CREATE INDEX ON t (($))',
    {
      'plain(a)': '-',
      'one(vol(a))': '-',
      'CASE WHEN false THEN vol(a) END': '-',
      'CASE WHEN 1 = 2 THEN vol(a) END': '-',
      'coalesce(1, vol(a))': '-',
      'coalesce(vol(a), 1)': '42P17',
      'vol(a) + NULL': '-',
    },
  ],
  // Which one of several is meant is not told.
  ['CREATE INDEX ON t (($))', { 'pick(id::bigint)': '-', 'lower(b)': '-' }],
  [
    'CREATE INDEX ON t (($))',
    {
      'was_vol(a)': '-',
      'was_imm(a)': '42P17',
      'again(a)': '-',
      'strict(a)': '-',
      'rows(a)': '0A000',
      'proc(a)': '42809',
    },
  ],
  [
    'CREATE INDEX ON t (id) WHERE $',
    {
      'test(a)': '42P17',
      'vol(a) > 1': '42P17',
      'a > 1 AND test(a)': '42P17',
      'false AND test(a)': '-',
      '1 = 2 AND test(a)': '-',
    },
  ],
  ['ALTER TABLE t ADD CHECK ($)', { 'test(a)': '-', 'vol(a) > 1': '-', 'rows(a) > 1': '0A000' }],
  ['CREATE TABLE p (a int) PARTITION BY RANGE ($)', { 'vol(a)': '42P17', 'imm(a)': '-' }],
]);

heldTo(
  'own functions in generated columns',
  schema,
  [
    [
      'CREATE TABLE g (a int, b int GENERATED ALWAYS AS ($) STORED)',
      { 'vol(a)': '42P17', 'sta(a)': '42P17', 'imm(a)': '-', 'plain(a)': '-', 'was_imm(a)': '42P17' },
    ],
    ['ALTER TABLE t ADD c int GENERATED ALWAYS AS ($) STORED', { 'vol(a)': '42P17', 'imm(a)': '-' }],
  ],
  [15, 18],
);
