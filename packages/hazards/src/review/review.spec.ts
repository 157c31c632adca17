import { loadParser } from '../sql/parser';
import { reviewSql } from '../testing/review-sql';
import type { Sql } from '../testing/review-sql';
import { reviewMigration } from './review';

const dropX = 'ALTER TABLE "opportunity" DROP COLUMN "x"';

describe("the guide's own examples", () => {
  beforeAll(loadParser);
  const levels = (up: Sql, down: Sql, table = 'opportunity') => {
    const on = (sql: Sql): Sql =>
      (typeof sql === 'string' ? [sql] : sql).map((each) => each.replaceAll('"opportunity"', `"${table}"`));
    return reviewSql(on(up), { down: on(down) });
  };

  test('a nullable column is safe', () => {
    const review = levels('ALTER TABLE "opportunity" ADD COLUMN "x" text NULL', dropX);
    expect(review).toMatchObject({ level: 'safe', findings: [] });
    expect(review.statements.map(({ level, direction, tables }) => [level, direction, tables])).toEqual([
      ['safe', 'up', ['core.opportunity']],
      ['safe', 'down', ['core.opportunity']],
    ]);
  });

  test.each([
    `text DEFAULT 'none'`,
    'boolean NOT NULL DEFAULT false',
    'timestamptz NOT NULL DEFAULT now()',
    `jsonb DEFAULT '{}'::jsonb`,
  ])('a column with a constant or stable default is safe: %s', (type) => {
    expect(levels(`ALTER TABLE "opportunity" ADD COLUMN "x" ${type}`, dropX).level).toBe('safe');
  });

  test('a new table with its index and foreign key is safe', () => {
    const up = [
      'CREATE TABLE "emailTemplate" ("id" uuid NOT NULL DEFAULT gen_random_uuid(), "ownerId" uuid, PRIMARY KEY ("id"))',
      'CREATE INDEX "IDX_emailTemplate_owner" ON "emailTemplate" ("ownerId")',
      'ALTER TABLE "emailTemplate" ADD CONSTRAINT "FK_owner" FOREIGN KEY ("ownerId") REFERENCES "person"("id")',
      `INSERT INTO "emailTemplate" ("id") VALUES (gen_random_uuid())`,
    ];
    expect(levels(up, 'DROP TABLE "emailTemplate"')).toMatchObject({
      level: 'safe',
      findings: [{ level: 'safe', rule: 'locks-another-table', statement: 2 }],
    });
  });

  test('a required column without a default is risky on any table', () => {
    const up = 'ALTER TABLE "opportunity" ADD COLUMN "x" text NOT NULL';
    for (const table of ['opportunity', 'person', 'company'])
      expect(levels(up, dropX, table)).toMatchObject({
        level: 'risky',
        findings: [{ rule: 'add-required-column' }],
      });
  });

  test('dropping or renaming an existing column is dangerous', () => {
    expect(
      levels('ALTER TABLE "opportunity" DROP COLUMN "name"', 'ALTER TABLE "opportunity" ADD "name" text')
        .level,
    ).toBe('dangerous');
    const renamed = 'ALTER TABLE "opportunity" RENAME COLUMN "name" TO "newName"';
    expect(levels(renamed, 'ALTER TABLE "opportunity" RENAME COLUMN "newName" TO "name"').level).toBe(
      'dangerous',
    );
  });

  const daysInStage = [
    'ALTER TABLE "opportunity" ADD COLUMN "x" integer NULL',
    'UPDATE "opportunity" SET "x" = EXTRACT(DAY FROM NOW() - "createdAt")::integer WHERE "x" IS NULL',
    'ALTER TABLE "opportunity" ALTER COLUMN "x" SET NOT NULL',
  ];

  test('the backfill of a new column is safe on a small table', () => {
    expect(levels(daysInStage, dropX, 'person')).toMatchObject({ level: 'safe', findings: [] });
  });

  test('the backfill of a new column is risky on a big table and on one of unknown size', () => {
    for (const table of ['company', 'opportunity']) {
      const review = levels(daysInStage, dropX, table);
      expect(review.level).toBe('risky');
      expect(review.findings[0]?.message).toContain('backfill in the same transaction');
    }
  });

  test('copying into an existing column without WHERE is risky', () => {
    const review = levels(
      'UPDATE "opportunity" SET "leadSourceNew" = "leadSource"',
      'UPDATE "opportunity" SET "leadSourceNew" = NULL',
      'person',
    );
    expect(review.level).toBe('risky');
    expect(review.findings[0]).toMatchObject({ rule: 'update-without-where', direction: 'up', statement: 0 });
  });
});

describe('steps that add up', () => {
  beforeAll(loadParser);

  test('scans that are short alone are risky together in one transaction, and not apart', () => {
    const medium = {
      schema: 'core',
      name: 'medium',
      kind: 'table' as const,
      columns: [],
      rows: 1e6,
      bytes: 300e6,
      constraints: [],
    };
    const up = [1, 2].map((n) => `ALTER TABLE medium ADD CONSTRAINT c${n} CHECK (id > ${n})`);
    const down = 'ALTER TABLE medium DROP CONSTRAINT c1, DROP CONSTRAINT c2';
    const together = reviewSql(up, { down }, { tables: [medium] }).findings;
    expect(together.filter(({ level }) => level !== 'safe')).toMatchObject([
      { rule: 'long-transaction', statement: 1 },
    ]);
    expect(reviewSql(up, { down, transaction: false }, { tables: [medium] }).level).toBe('safe');
  });
});

describe('down()', () => {
  beforeAll(loadParser);
  const add = 'ALTER TABLE "opportunity" ADD COLUMN "x" text';

  test.each([[[]], [['SELECT 1']], [['-- later']]])('that changes nothing is dangerous: %j', (down) => {
    const review = reviewSql(add, { down });
    expect(review.level).toBe('dangerous');
    expect(review.findings).toMatchObject([
      { rule: 'down-empty', direction: 'down', statement: null, sql: null },
    ]);
  });

  test('is not asked for where up() changes nothing', () => {
    expect(reviewSql(['SELECT 1', 'ALTER TABLE company VALIDATE CONSTRAINT company_owner_fk']).level).toBe(
      'safe',
    );
  });

  test('that forgets something is risky and names it', () => {
    const review = reviewSql(
      [add, 'CREATE INDEX "i" ON "person" ("name")', `ALTER TYPE core.opportunity_stage_enum ADD VALUE 'x'`],
      {
        down: 'ALTER TABLE "opportunity" DROP COLUMN "x"',
      },
    );
    expect(review.findings).toMatchObject([
      {
        rule: 'down-incomplete',
        message: expect.stringMatching(
          /index "i" of core\.person, value 'x' of enum core\.opportunity_stage_enum$/,
        ),
      },
    ]);
  });

  test('may drop whatever up() made, with what hangs on it', () => {
    const up = [
      'CREATE SCHEMA "crm"',
      `CREATE TYPE "crm"."kind" AS ENUM ('a')`,
      'CREATE TYPE "crm"."place" AS ("street" text)',
      'CREATE TABLE "crm"."note" ("id" serial PRIMARY KEY, "kind" "crm"."kind" CHECK ("kind" IS NOT NULL))',
      'CREATE INDEX "IDX_note" ON "crm"."note" ("kind")',
      'ALTER TABLE "person" ADD "noteId" integer REFERENCES "crm"."note"("id")',
      'CREATE VIEW "crm"."v" AS SELECT 1',
    ];
    const down = [
      'DROP VIEW "crm"."v"',
      'ALTER TABLE "person" DROP COLUMN "noteId"',
      'DROP TABLE "crm"."note"',
      'DROP TYPE "crm"."kind"',
      'DROP TYPE "crm"."place"',
      'DROP SCHEMA "crm"',
    ];
    expect(reviewSql(up, { down }).findings.filter(({ level }) => level !== 'safe')).toEqual([]);
  });

  test('is judged on what the migrations before it have made, which are not judged again', () => {
    const earlier = ['ALTER TABLE company ADD slug text', 'DROP TABLE opportunity'].map((sql) => ({
      ...{ sql, inTransaction: true },
    }));
    const update = `UPDATE company SET slug = 'a' WHERE id = '00000000-0000-4000-8000-000000000001' AND slug IS NULL`;
    const down = 'ALTER TABLE company DROP COLUMN slug';
    const rulesOf = (review: ReturnType<typeof reviewSql>) =>
      review.findings.filter(({ level }) => level !== 'safe').map(({ rule }) => rule);
    expect(rulesOf(reviewSql(update, { down }))).toContain('predicted-error');
    const later = reviewSql(update, { down }, { earlier });
    expect(rulesOf(later)).not.toContain('predicted-error');
    // Not this migration has made it.
    expect(rulesOf(later)).toContain('drop-column');
    expect(rulesOf(later)).not.toContain('drop-table');
  });

  test('may not drop what up() did not make', () => {
    const review = reviewSql(add, {
      down: ['ALTER TABLE "opportunity" DROP COLUMN "x"', 'DROP TABLE "company"'],
    });
    expect(review.findings).toMatchObject([
      { rule: 'drop-table', level: 'dangerous', direction: 'down', statement: 1 },
    ]);
  });

  test('is not blamed for the locks of the way back', () => {
    const up = 'ALTER TABLE "company" ALTER COLUMN "score" TYPE bigint';
    const review = reviewSql(up, { down: 'ALTER TABLE "company" ALTER COLUMN "score" TYPE integer' });
    expect(review.findings.filter(({ direction }) => direction === 'down')).toEqual([]);
  });
});

describe('what a statement is', () => {
  beforeAll(loadParser);

  test('a syntax error is one risky finding with its position, and the other statements keep theirs', () => {
    const review = reviewSql(['SELECT 1;\nALTER TABEL x', 'DROP TABLE person'], { down: 'SELECT 1' });
    expect(review.findings.slice(0, 2)).toMatchObject([
      {
        rule: 'unknown-statement',
        level: 'risky',
        statement: 0,
        message: expect.stringContaining('(line 2, column 7'),
      },
      { rule: 'drop-table', level: 'dangerous', statement: 1 },
    ]);
  });

  test('file and line of the recording are passed on', () => {
    const up = [{ sql: 'DROP TABLE person', file: 'm.ts', line: 12, inTransaction: true }];
    expect(reviewSql('', {}, { up }).findings[0]).toMatchObject({
      file: 'm.ts',
      line: 12,
      sql: 'DROP TABLE person',
    });
  });

  test('the search_path is followed, and an unknown one makes names unknown', () => {
    expect(
      reviewSql([
        'CREATE SCHEMA a',
        'SET search_path TO a',
        'CREATE TABLE person (id int)',
        'DROP TABLE person',
      ]).findings.map(({ rule }) => rule),
    ).not.toContain('drop-table');
    const hidden = ['CREATE TABLE t (id int)', 'SET search_path TO other', 'DROP TABLE t'];
    expect(reviewSql(hidden).findings.map(({ rule }) => rule)).toContain('drop-table');
  });

  test('every statement has a verdict, at its own index', () => {
    const review = reviewSql(['SELECT 1', 'DROP TABLE person', ''], { down: ['SELECT 2'] });
    expect(review.statements.map(({ level }) => level)).toEqual(['safe', 'dangerous', 'safe', 'safe']);
    expect(review.statements[1]?.summary).toBe('drops table person; AccessExclusiveLock on core.person');
  });
});

test('every statement says what it would do, in both directions; what cannot be read is unknown', async () => {
  await loadParser();
  const { statements } = reviewMigration({
    migration: 'AddIndex1700000000000',
    serverMajor: 16,
    searchPath: ['core'],
    tables: [],
    up: [
      { sql: 'CREATE INDEX i ON core.account (email)', inTransaction: true },
      { sql: 'CREATE INDE i', inTransaction: true },
    ],
    down: [{ sql: 'DROP INDEX core.i', inTransaction: true }],
  });
  expect(statements.map(({ direction, effect }) => [direction, effect.knowledge])).toEqual([
    ['up', 'partial'],
    ['up', 'unknown'],
    ['down', 'partial'],
  ]);
  expect(statements[0]?.effect).toMatchObject({
    locks: [{ relation: 'core.account', mode: 'ShareLock' }],
    builds: ['core.i'],
    error: null,
  });
  expect(statements[1]?.effect.error?.sqlstate).toBe('42601');
});
