import type { Finding, MigrationReview, RecordedStatement, ReviewInput, TableFacts } from '../contract';
import { reviewMigration } from '../review/review';
import { loadParser } from '../sql/parser';

/** SQL of one recording: one entry per query() call. */
export type Sql = string | readonly string[];

export interface Setup {
  readonly down?: Sql;
  readonly major?: number;
  /** False: every statement runs by itself, as in a migration with `transaction = false`. */
  readonly transaction?: boolean;
  /** False: nobody sets a lock_timeout before, as in a file that is sent by hand. */
  readonly protectedRun?: boolean;
  /** Columns that the migration says it means to change. */
  readonly declared?: readonly string[];
}

const column = (name: string, type: string, notNull = false, hasDefault = false) => ({
  name,
  type,
  notNull,
  hasDefault,
});

const opportunityColumns = [
  column('id', 'uuid', true, true),
  column('name', 'text', true),
  column('stage', 'core."opportunity_stage_enum"', true, true),
  column('amount', 'numeric(10,2)'),
  column('score', 'integer'),
  column('code', 'character varying(50)'),
  column('leadSource', 'text'),
  column('leadSourceNew', 'text'),
  column('createdAt', 'timestamp with time zone', true, true),
];

/** `opportunity`: of unknown size. `person`: 8 MB, everything known. `company`: 50 GB, everything known. `region`: partitioned. */
export const tables: readonly TableFacts[] = [
  {
    schema: 'core',
    name: 'opportunity',
    kind: 'table',
    columns: opportunityColumns,
    rows: null,
    bytes: null,
  },
  {
    schema: 'core',
    name: 'person',
    kind: 'table',
    columns: opportunityColumns,
    rows: 9000,
    bytes: 8e6,
    constraints: [
      {
        name: 'PK_person',
        kind: 'primary',
        columns: ['id'],
        validated: true,
        definition: 'PRIMARY KEY (id)',
      },
      {
        name: 'person_code_check',
        kind: 'check',
        columns: ['code'],
        validated: true,
        definition: "CHECK ((code <> ''::text))",
      },
    ],
    indexes: [{ name: 'IDX_person_name', columns: ['name'], unique: false, valid: true }],
    defaultPartition: null,
  },
  {
    schema: 'core',
    name: 'company',
    kind: 'table',
    columns: opportunityColumns,
    rows: 200e6,
    bytes: 50e9,
    constraints: [
      { name: 'PK_company', kind: 'primary', columns: ['id'], validated: true },
      {
        name: 'company_score_set',
        kind: 'check',
        columns: ['score'],
        validated: true,
        definition: 'CHECK ((score IS NOT NULL))',
      },
      {
        name: 'company_owner_fk',
        kind: 'foreign',
        columns: ['id'],
        validated: false,
        definition: 'FOREIGN KEY (id) REFERENCES core.person(id) NOT VALID',
      },
    ],
    indexes: [
      { name: 'IDX_company_name', columns: ['name'], unique: false, valid: true },
      { name: 'IDX_company_broken', columns: ['code'], unique: false, valid: false },
    ],
    defaultPartition: null,
  },
  {
    schema: 'core',
    name: 'region',
    kind: 'partitioned',
    columns: [column('id', 'bigint', true)],
    rows: null,
    bytes: null,
    defaultPartition: 'core.region_default',
  },
  { schema: 'core', name: 'opportunity_view', kind: 'view', columns: [], rows: null, bytes: null },
  { schema: 'core', name: 'totals', kind: 'matview', columns: [], rows: null, bytes: null },
  { schema: 'core', name: 'invoice_seq', kind: 'sequence', columns: [], rows: null, bytes: null },
];

const list = (sql: Sql): readonly string[] => (typeof sql === 'string' ? [sql] : sql);

const recorded = (sql: Sql, inTransaction: boolean): readonly RecordedStatement[] =>
  list(sql).map((each) => ({ sql: each, inTransaction }));

/** Reviews SQL against the tables above. Without a down() of its own the review has `down-empty`; look at rules, not at the level. */
export function reviewSql(up: Sql, setup: Setup = {}, input: Partial<ReviewInput> = {}): MigrationReview {
  const transaction = setup.transaction ?? true;
  return reviewMigration({
    migration: 'Spec1700000000000',
    serverMajor: setup.major ?? 15,
    searchPath: ['core', 'public'],
    tables,
    types: [{ schema: 'core', name: 'opportunity_stage_enum', kind: 'enum' }],
    up: recorded(up, transaction),
    down: recorded(setup.down ?? [], transaction),
    ...(setup.protectedRun === false ? { lockTimeout: null } : {}),
    ...(setup.declared === undefined ? {} : { declared: setup.declared }),
    ...input,
  });
}

export type Case = Sql | readonly [Sql, Setup];

const isPair = (each: Case): each is readonly [Sql, Setup] =>
  Array.isArray(each) && each.length === 2 && typeof each[1] === 'object' && !Array.isArray(each[1]);

/** The findings about a case; a rule that is off by default speaks where it is named. */
export function findingsOf(each: Case, rule?: string): readonly Finding[] {
  const [sql, setup] = isPair(each) ? each : [each as Sql, {}];
  return reviewSql(sql, setup, rule === undefined ? {} : { enable: [rule] }).findings;
}

/** Declares the cases of one rule: SQL that it must speak about, and SQL that it must not. */
export function describeRule(
  id: string,
  expected: { readonly fires: readonly Case[]; readonly quiet: readonly Case[] },
): void {
  describe(id, () => {
    beforeAll(loadParser);
    test.each(expected.fires.map((each) => [JSON.stringify(each), each]))('fires: %s', (_name, each) => {
      expect(findingsOf(each as Case, id).map(({ rule }) => rule)).toContain(id);
    });
    test.each(expected.quiet.map((each) => [JSON.stringify(each), each]))('quiet: %s', (_name, each) => {
      expect(findingsOf(each as Case, id).map(({ rule }) => rule)).not.toContain(id);
    });
  });
}
