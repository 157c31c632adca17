import { addColumnClause, parseColumns } from './columns';

const clauses = (...specs: string[]): string[] => parseColumns(specs).map(addColumnClause);

describe('columns to add', () => {
  it.each([
    ['salesGuidance:text', 'ADD COLUMN "salesGuidance" text NULL'],
    ['amount:numeric(10,2)', 'ADD COLUMN "amount" numeric(10,2) NULL'],
    ['amount: numeric (10, 2)', 'ADD COLUMN "amount" numeric(10, 2) NULL'],
    ['tags:text[]', 'ADD COLUMN "tags" text[] NULL'],
    ['grid:integer[3][3]', 'ADD COLUMN "grid" integer[3][3] NULL'],
    ['at:timestamp(3) with time zone', 'ADD COLUMN "at" timestamp(3) with time zone NULL'],
    ['wait:interval day to second(3)', 'ADD COLUMN "wait" interval day to second(3) NULL'],
    ['label:character varying(255)', 'ADD COLUMN "label" character varying(255) NULL'],
    ['place:geometry(Point,4326)', 'ADD COLUMN "place" geometry(Point,4326) NULL'],
    ['stage:"core"."opportunity_stage_enum"', 'ADD COLUMN "stage" "core"."opportunity_stage_enum" NULL'],
    ['we"ird:text', 'ADD COLUMN "we""ird" text NULL'],
    ["stage:text:'open'", 'ADD COLUMN "stage" text NULL DEFAULT \'open\''],
    ['meta:jsonb:\'{"a":1}\'::jsonb', 'ADD COLUMN "meta" jsonb NULL DEFAULT \'{"a":1}\'::jsonb'],
    ['score:integer:-1', 'ADD COLUMN "score" integer NULL DEFAULT -1'],
    ['isHot:boolean:false', 'ADD COLUMN "isHot" boolean NULL DEFAULT false'],
  ])('%s', (spec, clause) => {
    expect(clauses(spec)).toEqual([clause]);
  });

  it('takes several, repeated or joined by commas, and leaves the commas of a type alone', () => {
    const expected = [
      'ADD COLUMN "a" text NULL',
      'ADD COLUMN "b" numeric(10,2) NULL',
      'ADD COLUMN "c" text NULL',
    ];
    expect(clauses('a:text', 'b:numeric(10,2)', 'c:text')).toEqual(expected);
    expect(clauses('a:text,b:numeric(10,2),c:text')).toEqual(expected);
    // Nx splits an array option at every comma before the generator sees it.
    expect(clauses('a:text', 'b:numeric(10', '2)', 'c:text')).toEqual(expected);
  });

  it.each([
    'salesGuidance',
    ':text',
    'a:',
    'a:text NOT NULL',
    'a:text not  null',
    'a:text DEFAULT 1',
    'a:uuid PRIMARY KEY',
    'a:uuid REFERENCES core.person',
    'a:text COLLATE "C"',
    'a:serial',
    'a:BIGSERIAL',
    'a:text; DROP TABLE opportunity',
    'a:text -- x',
    'a:text/**/',
    "a:text'",
    'a:text:gen_random_uuid()',
    "a:text:'x'); DROP TABLE y",
    'a:text:open',
    'a:text\nNULL',
  ])('%j is refused', (spec) => {
    expect(() => parseColumns([spec])).toThrow(expect.objectContaining({ code: 'COLUMN' }));
  });

  it('refuses the same column twice', () => {
    expect(() => parseColumns(['a:text', 'a:integer'])).toThrow(/a cannot be written/);
  });

  it('refuses a name that PostgreSQL would cut', () => {
    expect(() => parseColumns([`${'é'.repeat(32)}:text`])).toThrow(
      expect.objectContaining({ code: 'IDENTIFIER' }),
    );
  });
});
