import fc from 'fast-check';
import { loadParser } from '../sql/parser';
import { splitText } from './split';

beforeAll(loadParser);

const statements = (text: string) => splitText(text).parts.map(({ sql }) => sql);
const broken = (text: string) =>
  splitText(text).parts.flatMap(({ sql, problem }) => (problem === null ? [] : [sql]));
const sound = (text: string) =>
  splitText(text).parts.flatMap(({ sql, problem }) => (problem === null ? [sql] : []));

test('semicolons in strings, names, dollar quotes and comments do not end a statement', () => {
  const text = `select ';', E'\\';', "a;b", $$;$$, $x$ ; $$ $x$ /* ; /* ; */ ; */ -- ;
    from t; select 2`;
  expect(statements(text)).toHaveLength(2);
  expect(statements(text)[1]).toBe('select 2');
  expect(broken(text)).toEqual([]);
});

test('a body between BEGIN ATOMIC and END and a rule with several commands are one statement', () => {
  const text = `CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END;
CREATE RULE r AS ON INSERT TO t DO ALSO (DELETE FROM a; DELETE FROM b);
SELECT 3;`;
  expect(statements(text)).toHaveLength(3);
  expect(broken(text)).toEqual([]);
});

test.each([
  ['an unclosed bracket', 'CREATE TABLE t (a int; ALTER TABLE u DROP COLUMN a;'],
  ['a wrong word', 'ALTERR TABLE t; ALTER TABLE u DROP COLUMN a'],
  ['an unclosed string', "SELECT 'a;\nALTER TABLE u DROP COLUMN a;\nSELECT 2;"],
  ['an unclosed name', 'SELECT "a;\nALTER TABLE u DROP COLUMN a;\nSELECT 2;'],
  ['an unclosed dollar quote', 'DO $$ BEGIN;\nALTER TABLE u DROP COLUMN a;\nSELECT 2;'],
  ['an unclosed comment', 'SELECT 1 /* oh;\nALTER TABLE u DROP COLUMN a;\nSELECT 2;'],
])('%s is one broken statement and hides no later one', (_name, text) => {
  expect(broken(text)).toHaveLength(1);
  expect(sound(text)).toContain('ALTER TABLE u DROP COLUMN a');
});

test('rows below COPY FROM stdin are data, and psql commands are parts of their own', () => {
  const text = `\\set ON_ERROR_STOP on
COPY t (a, b) FROM stdin;
1\t'quote; DROP TABLE t;
\\.

SELECT 1;
SELECT 'x' \\gexec
\\connect other
`;
  expect(splitText(text).parts.map(({ kind, sql, sentBy }) => [kind, sql, sentBy])).toEqual([
    ['psql', '\\set ON_ERROR_STOP on', null],
    ['sql', 'COPY t (a, b) FROM stdin', null],
    ['sql', 'SELECT 1', null],
    ['sql', "SELECT 'x'", 'gexec'],
    ['psql', '\\connect other', null],
  ]);
});

test('a text of nothing, of blanks or of comments has no statement', () => {
  for (const text of ['', '  \n', '-- a\n/* b */', ';;;', '-- a']) expect(splitText(text).parts).toEqual([]);
  expect(splitText('-- a\n/* b /* c */ */').comments.map((each) => each.text)).toEqual(['a', 'b /* c */']);
});

test('a NUL byte spoils its own statement only', () => {
  const { parts } = splitText('SELECT 1; SELECT \0 2; SELECT 3');
  expect(parts.map(({ problem }) => problem === null)).toEqual([true, false, true]);
});

const tokens = [
  ...['SELECT', 'ALTER', '(', ')', "'", '"', '$$', '$a$', '/*', '*/', '--', '\n', ';', '\\d', "E'\\"],
  ...['BEGIN ATOMIC', 'END', 'é', '😀', '\0', 'COPY t FROM stdin;\n', '\\.\n'],
];

test('parts follow each other and are what the text says, whatever the text', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...tokens), { maxLength: 25 }), (chosen) => {
      const text = `SELECT 1;${chosen.join(' ')}`;
      const { parts, comments } = splitText(text);
      expect(parts[0]?.sql).toBe('SELECT 1');
      let last = -1;
      for (const { start, end, sql } of parts) {
        expect(start).toBeGreaterThan(last);
        expect(text.slice(start, end)).toBe(sql);
        last = start;
      }
      for (const { start, end } of comments) expect(end).toBeGreaterThan(start);
    }),
    { numRuns: 2000 },
  );
});

test.each(['\r', '\n', '\r\n'])('a comment ends where it does for the server: at %j', (end) => {
  const text = ['-- about a', 'DROP TABLE a; -- about b', 'DROP TABLE b;', ''].join(end);
  expect(statements(text)).toEqual(['DROP TABLE a', 'DROP TABLE b']);
  expect(splitText(text).comments.map(({ text: comment }) => comment)).toEqual(['about a', 'about b']);
});

test('what is never closed is not shown with the rest of the file, nor is the message', () => {
  const rest = Array.from({ length: 300 }, (_, index) => `SELECT ${index} /* oh;`).join('\n');
  const { parts } = splitText(`SELECT 'a;\nDROP TABLE b;\n${rest}`);
  expect(parts[0]?.sql).toBe("SELECT 'a;");
  expect(parts[0]?.problem?.message).toMatch(/^unterminated quoted string at or near "'a;\.\.\.$/);
  expect(parts[1]?.sql).toBe('DROP TABLE b');
  expect(
    parts.reduce((sum, { sql, problem }) => sum + sql.length + (problem?.message.length ?? 0), 0),
  ).toBeLessThan(40 * rest.length);
});

test('a long word in a message is cut, never through a character', () => {
  expect(splitText('SELEC x').parts[0]?.problem?.message).toBe('syntax error at or near "SELEC"');
  const long = splitText(`SELECT '${'😀'.repeat(300)}`).parts[0]?.problem?.message ?? '';
  expect(long).toMatch(/^unterminated quoted string at or near "'😀+\.\.\.$/u);
  expect([...long]).toHaveLength(203);
});

test('a file in which every line opens a comment that is never closed is read in a time that fits its length', () => {
  const text = 'SELECT 1; /* oh;\n'.repeat(60_000);
  const from = Date.now();
  const { parts } = splitText(text);
  expect(Date.now() - from).toBeLessThan(20_000);
  expect(parts[0]).toMatchObject({ sql: 'SELECT 1', problem: null });
  expect(parts.at(-1)?.problem?.message).toContain('unterminated /* comment');
  expect(parts.at(-1)?.end).toBe(text.length);
}, 60_000);
