import { parseSnapshot, renderSnapshot, type SchemaSnapshot } from './schema-snapshot';

const SNAPSHOT: SchemaSnapshot = {
  format: 1,
  takenAt: '2026-11-22T12:00:00.000Z',
  server: {
    ...{
      major: 15,
      version: '15.18',
      encoding: 'UTF8',
      collate: 'C',
      timeZone: 'UTC',
      currentSchema: 'core',
    },
    extensions: ['plpgsql', 'uuid-ossp'],
    sessionSettings: { search_path: '"$user", public' },
  },
  roles: ['app "role"', 'ünï\ncode'],
  executed: ['A1700000000000', 'B1700000000001'],
  sizes: {
    'core.person': [120_000, 18_000_000],
    'core.a"; DROP -- }': [null, 8192],
    'core.empty': [null, null],
  },
  sql: '-- {\nCREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$\n-- }\n\nBEGIN END\n$$;',
};

test('what is written is read again, whatever the names', () => {
  expect(parseSnapshot(renderSnapshot(SNAPSHOT), 'x')).toEqual({ ...SNAPSHOT, sql: `\n${SNAPSHOT.sql}\n` });
});

test('also with the line ends of another system', () => {
  expect(parseSnapshot(renderSnapshot(SNAPSHOT).replaceAll('\n', '\r\n'), 'x').executed).toEqual(
    SNAPSHOT.executed,
  );
});

test('without tables', () => {
  expect(parseSnapshot(renderSnapshot({ ...SNAPSHOT, sizes: {} }), 'x').sizes).toEqual({});
});

test('a table takes one line, so that a merge is easy', () => {
  expect(renderSnapshot(SNAPSHOT)).toContain('\n--     "core.person": [120000,18000000],\n');
});

test.each<[string, string, RegExp]>([
  ['an empty file', '', /does not begin with the comment/],
  ['any SQL', 'CREATE TABLE a ();', /does not begin with the comment/],
  [
    'a merge conflict',
    renderSnapshot(SNAPSHOT).replace('"format"', '<<<<<<< HEAD\n-- "format"'),
    /JSON|position|token/,
  ],
  ['a later format', renderSnapshot(SNAPSHOT).replace('"format": 1', '"format": 2'), /format/],
  ['a size that is none', renderSnapshot(SNAPSHOT).replace('120000', '"many"'), /sizes/],
])('%s is refused', (_, text, why) => {
  try {
    parseSnapshot(text, 'a/b.sql');
    throw new Error('it was read');
  } catch (error) {
    expect(error).toMatchObject({ code: 'SNAPSHOT_INVALID', why: expect.stringMatching(why) as string });
    expect((error as { what: string }).what).toContain('a/b.sql');
  }
});
