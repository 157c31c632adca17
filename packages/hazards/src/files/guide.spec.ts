import type { Level } from '../contract';
import { loadParser } from '../sql/parser';
import { reviewFiles } from './review-files';

/** The examples of the guide for migrations on live data come out as the guide says, as SQL files that are sent by hand. */
const schema = `CREATE TABLE "opportunity" (
  "id" uuid PRIMARY KEY, "existingField" text, "oldName" text, "leadSource" text, "leadSourceNew" text, "createdAt" timestamptz
);`;

beforeAll(loadParser);

function levels(text: string, withSchema: boolean, serverMajor: number) {
  const outcome = reviewFiles({
    files: [{ path: 'guide.sql', text }],
    ...(withSchema ? { schema: { path: 'schema.sql', text: schema } } : {}),
    ...{ serverMajor, transaction: 'each', independent: false, today: '2026-01-26' },
  });
  if (!outcome.ok) throw new Error(outcome.schema.message);
  const { level, statements } = outcome.review;
  const rules = statements.flatMap(({ findings }) => findings.filter((each) => each.level !== 'safe'));
  return {
    level,
    each: statements.map((statement) => statement.level),
    rules: rules.map(({ rule }) => rule),
  };
}

const examples: readonly (readonly [what: string, sql: string, level: Level, rule: string | null])[] = [
  ['a new nullable column', 'ALTER TABLE "opportunity" ADD COLUMN "salesGuidance" text NULL', 'safe', null],
  [
    'a new column with a default',
    `ALTER TABLE "opportunity" ADD COLUMN "x" text DEFAULT 'none'`,
    'safe',
    null,
  ],
  ['a new table', 'CREATE TABLE "emailTemplate" ("id" uuid PRIMARY KEY, "body" text NOT NULL)', 'safe', null],
  [
    'a required column without a default',
    'ALTER TABLE "opportunity" ADD COLUMN "requiredField" text NOT NULL',
    'risky',
    'add-required-column',
  ],
  [
    'an existing column is dropped',
    'ALTER TABLE "opportunity" DROP COLUMN "existingField"',
    'dangerous',
    'drop-column',
  ],
  [
    'an existing column is renamed',
    'ALTER TABLE "opportunity" RENAME COLUMN "oldName" TO "newName"',
    'dangerous',
    'rename',
  ],
  ['phase 1: the new field', 'ALTER TABLE "opportunity" ADD COLUMN "leadSource2" text NULL;', 'safe', null],
  [
    'phase 2: the values are copied',
    'UPDATE "opportunity" SET "leadSourceNew" = "leadSource";',
    'risky',
    'update-without-where',
  ],
  [
    'phase 4: the old field is dropped',
    'ALTER TABLE "opportunity" DROP COLUMN "leadSource";',
    'dangerous',
    'drop-column',
  ],
  ['an existing table is dropped', 'DROP TABLE "opportunity"', 'dangerous', 'drop-table'],
];

describe.each([
  [true, 15],
  [false, 15],
  [true, 18],
  [true, 11],
])('with a schema: %s, PostgreSQL %s', (withSchema, major) => {
  test.each(examples)('%s: %s', (_what, sql, level, rule) => {
    const found = levels(sql, withSchema, major);
    expect([found.level, found.each]).toEqual([level, [level]]);
    expect(found.rules).toEqual(rule === null ? [] : expect.arrayContaining([rule]));
  });

  test('the backfill: the column is safe, filling it in the same transaction is not on a table of unknown size', () => {
    const found = levels(
      `ALTER TABLE "opportunity" ADD COLUMN "daysInStage" integer NULL;
       UPDATE "opportunity" SET "daysInStage" = EXTRACT(DAY FROM NOW() - "createdAt")::integer WHERE "daysInStage" IS NULL;
       ALTER TABLE "opportunity" ALTER COLUMN "daysInStage" SET NOT NULL;`,
      withSchema,
      major,
    );
    expect(found.each).toEqual(['safe', 'risky', 'risky']);
    expect(found.rules).toEqual(expect.arrayContaining(['backfill-in-ddl-transaction', 'set-not-null']));
  });
});
