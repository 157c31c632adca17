import { butForFinal } from './but-for-final';

const MOOD = (...labels: string[]) =>
  `CREATE TYPE "core"."mood" AS ENUM (\n${labels.map((label) => `    '${label}'`).join(',\n')}\n);\n`;
const TABLE = (inside: string, ...behind: string[]) =>
  [`CREATE TABLE "core"."log" (\n    "id" integer${inside}\n);`, ...behind].join('\n');
const CHECK = '("level" > 0)';
const APART = (valid: boolean, name = 'positive') =>
  `ALTER TABLE "core"."log"\n    ADD CONSTRAINT "${name}" CHECK (${CHECK})${valid ? '' : ' NOT VALID'};`;

const label = { kind: 'label', type: { schema: 'core', name: 'mood' }, label: 'ugly' } as const;
const validated = {
  kind: 'validated',
  table: { schema: 'core', name: 'log' },
  constraint: 'positive',
} as const;
const isSame = (before: string, after: string, ...parts: Parameters<typeof butForFinal>[1]): boolean => {
  const schemas = butForFinal({ before, after }, parts);
  return schemas.before === schemas.after;
};

test.each([
  ['at the end', MOOD('good', 'bad'), MOOD('good', 'bad', 'ugly')],
  ['in front', MOOD('good', 'bad'), MOOD('ugly', 'good', 'bad')],
  ['as the only one', MOOD().replace('\n\n', '\n'), MOOD('ugly')],
])('a label that was added stays: %s', (_, before, after) => expect(isSame(before, after, label)).toBe(true));

test.each([
  ['another label', MOOD('good', 'bad'), MOOD('good', 'bad', 'ugly', 'worse')],
  ['another type', MOOD('good', 'bad'), MOOD('good', 'bad', 'ugly').replace('mood', 'stage')],
  ['another order', MOOD('good', 'bad'), MOOD('bad', 'good', 'ugly')],
  ['a label that was there and is gone', MOOD('good', 'ugly'), MOOD('good')],
  ['something else', `${MOOD('good')}CREATE INDEX x;`, MOOD('good', 'ugly')],
])('%s is not what ADD VALUE leaves', (_, before, after) => expect(isSame(before, after, label)).toBe(false));

test('a type without its schema is found by its name', () =>
  expect(isSame(MOOD('good'), MOOD('good', 'ugly'), { ...label, type: { name: 'mood' } })).toBe(true));

test.each([
  [
    'a CHECK, which moves into its table',
    TABLE('', APART(false)),
    TABLE(`,\n    CONSTRAINT "positive" CHECK (${CHECK})`),
  ],
  [
    'a CHECK with a comment',
    TABLE('', 'CREATE INDEX x;', APART(false), `COMMENT ON CONSTRAINT "positive" ON "core"."log" IS 'why';`),
    TABLE(
      `,\n    CONSTRAINT "positive" CHECK (${CHECK})`,
      `COMMENT ON CONSTRAINT "positive" ON "core"."log" IS 'why';`,
      'CREATE INDEX x;',
      '',
    ),
  ],
  ['one that stays apart', TABLE('', APART(false)), TABLE('', APART(true))],
  ['one that is left as it was', TABLE('', APART(false)), TABLE('', APART(false))],
  [
    'a NOT NULL, which moves beside its column',
    TABLE(' DEFAULT 1', 'ALTER TABLE "core"."log"\n    ADD CONSTRAINT "positive" NOT NULL "id" NOT VALID;'),
    TABLE(' DEFAULT 1 CONSTRAINT "positive" NOT NULL'),
  ],
])('a validated constraint stays: %s', (_, before, after) => {
  expect(isSame(before, after)).toBe(before === after);
  expect(isSame(before, after, validated)).toBe(true);
});

test.each([
  ['gone', TABLE('', APART(false)), TABLE('')],
  ['another one', TABLE('', APART(false)), TABLE(`,\n    CONSTRAINT "positive" CHECK (("level" > 1))`)],
  ['not valid any more', TABLE('', APART(true)), TABLE('', APART(false))],
  ['joined by another', TABLE('', APART(false)), TABLE('', APART(true), APART(true, 'other'))],
  ['of another table', TABLE('', APART(false)), TABLE('', APART(true)).replaceAll('"log"', '"note"')],
  ['a column more', TABLE('', APART(false)), TABLE(',\n    "extra" "text"', APART(true))],
])('a constraint that is %s is a difference', (_, before, after) =>
  expect(isSame(before, after, validated)).toBe(false),
);

const EXTENSION = `CREATE EXTENSION IF NOT EXISTS "pg_trgm" WITH SCHEMA "public";\nCOMMENT ON EXTENSION "pg_trgm" IS 'text; similarity';\n`;
const extension = { kind: 'extension', name: 'pg_trgm' } as const;

test('an extension that was made stays, with its comment; another one, or one that is gone, is a difference', () => {
  expect(isSame('', EXTENSION, extension)).toBe(true);
  expect(isSame(EXTENSION, EXTENSION, extension)).toBe(true);
  expect(isSame('', EXTENSION.replaceAll('pg_trgm', 'citext'), extension)).toBe(false);
  expect(isSame(EXTENSION, '', extension)).toBe(false);
  expect(isSame('', `${EXTENSION}CREATE TABLE "x" ();\n`, extension)).toBe(false);
});
