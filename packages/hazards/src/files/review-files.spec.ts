import { loadParser } from '../sql/parser';
import type { FilesReview, ReviewFilesInput } from './contract';
import { reviewFiles } from './review-files';

beforeAll(loadParser);

const schema = `
SET search_path = app, public;
CREATE TABLE account (id int PRIMARY KEY, email text, plan varchar(20));
CREATE TABLE app.invoice (id int PRIMARY KEY, account_id int, total numeric(10,2));
CREATE INDEX invoice_total ON app.invoice (total);
`;

function review(texts: string | readonly string[], more: Partial<ReviewFilesInput> = {}): FilesReview {
  const list = typeof texts === 'string' ? [texts] : texts;
  const outcome = reviewFiles({
    files: list.map((text, index) => ({ path: `${index + 1}.sql`, text })),
    schema: { path: 'schema.sql', text: schema },
    serverMajor: 17,
    transaction: 'none',
    independent: false,
    today: '2026-06-15',
    ...more,
  });
  if (!outcome.ok) throw new Error(outcome.schema.message);
  return outcome.review;
}

/** The rules that ask for something; what is only worth knowing is left out. */
const rulesOf = ({ statements, findings }: FilesReview) =>
  [...statements.flatMap((each) => each.findings), ...findings]
    .filter(({ level }) => level !== 'safe')
    .map(({ rule }) => rule);

describe('statements', () => {
  test('each has its place, its level and its effects under schema-qualified names', () => {
    const text = `-- é😀 first
ALTER TABLE account ADD COLUMN note text; /* é */ ALTER TABLE invoice ALTER COLUMN total TYPE numeric(12,4);`;
    const { statements, level } = review(text);
    expect(statements).toHaveLength(2);
    expect(statements[0]).toMatchObject({
      ...{ file: '1.sql', line: 2, column: 1, level: 'safe', effect: 'known', error: null },
      ...{ sql: 'ALTER TABLE account ADD COLUMN note text', rewrites: [], scans: [], builds: [] },
      locks: [{ relation: 'app.account', mode: 'AccessExclusiveLock' }],
    });
    expect(statements[1]).toMatchObject({ line: 2, column: 51, rewrites: ['app.invoice'] });
    expect(statements[1]?.level).not.toBe('safe');
    expect(level).toBe(statements[1]?.level);
  });

  test('search_path is followed, in the file and as pg_dump and set_config write it', () => {
    const locked = (text: string, more: Partial<ReviewFilesInput> = {}) =>
      review(text, more).statements.flatMap(({ locks }) => locks.map(({ relation }) => relation));
    const drop = 'ALTER TABLE account DROP COLUMN plan;';
    const two = { path: 's', text: 'CREATE TABLE a.account (plan int); CREATE TABLE b.account (plan int);' };
    expect(locked(`SET search_path = b; ${drop}`, { schema: two })).toEqual(['b.account']);
    expect(locked(`SELECT set_config('search_path', 'a, b', false); ${drop}`, { schema: two })).toEqual([
      'a.account',
    ]);
    const local = 'SET LOCAL search_path = b;';
    expect(locked(`SET search_path = a; BEGIN; ${local} COMMIT; ${drop}`, { schema: two })).toEqual([
      'a.account',
    ]);
    expect(locked(`SET search_path = a; BEGIN; ${local} ${drop} COMMIT;`, { schema: two })).toEqual([
      'b.account',
    ]);
    expect(locked(`SET search_path = a; ${local} ${drop}`, { schema: two })).toEqual(['a.account']);
    const dumped =
      "SELECT pg_catalog.set_config('search_path', '', false); CREATE TABLE public.account (plan int);";
    expect(locked(drop, { schema: { path: 's', text: dumped } })).toEqual(['public.account']);
  });

  test('a relation that the schema does not declare is known in part; what cannot be read is unknown and not safe', () => {
    const { statements } = review(
      `ALTER TABLE app.nowhere ADD COLUMN x int; DO $$ BEGIN EXECUTE 'x'; END $$;`,
      {
        schema: undefined,
      },
    );
    expect(statements.map(({ effect }) => effect)).toEqual(['partial', 'unknown']);
    expect(statements[0]?.locks).toEqual([{ relation: 'app.nowhere', mode: 'AccessExclusiveLock' }]);
    expect(statements[1]?.level).not.toBe('safe');
  });

  test('no statement, no finding: empty files and comments', () => {
    expect(review(['', '-- nothing', ';;']).level).toBe('safe');
    expect(review(['', '-- nothing', ';;']).statements).toEqual([]);
  });
});

describe('what cannot be read', () => {
  test('a syntax error is one finding at its place and does not hide the others', () => {
    const { statements } = review('SELECT 1;\nALTER TABLE account\n  DROPP COLUMN x;\nDROP TABLE invoice;');
    expect(statements[1]?.findings).toHaveLength(1);
    expect(statements[1]?.findings[0]).toMatchObject({ line: 3, column: 3, level: 'risky' });
    expect(statements[1]).toMatchObject({ effect: 'unknown', error: { sqlstate: '42601' }, locks: [] });
    expect(statements[1]?.error?.message).toContain('syntax error at or near "DROPP"');
    expect(statements[2]?.findings.map(({ rule }) => rule)).toContain('drop-table');
  });

  test('a NUL byte and a file that is too long are findings, not silence', () => {
    expect(review('SELECT 1;\nSELECT \0;').statements[1]).toMatchObject({
      level: 'risky',
      effect: 'unknown',
      error: null,
    });
    const long = review(`SELECT 1;${' '.repeat(8 * 1024 * 1024)}`);
    expect(long.statements).toEqual([
      expect.objectContaining({ level: 'risky', effect: 'unknown', line: 1 }),
    ]);
  });

  test('a schema file with an error says where', () => {
    const outcome = reviewFiles({
      files: [],
      schema: { path: 's', text: 'CREATE TABLE a (b int);\nCREATE TABLEE c ();' },
      ...{ serverMajor: 17, transaction: 'none', independent: false, today: '2026-06-15' },
    });
    expect(outcome).toMatchObject({ ok: false, schema: { line: 2, column: 8 } });
  });

  test.each([
    ['\\connect other', 'risky'],
    ['\\i more.sql', 'risky'],
    ['\\! rm x', 'dangerous'],
    ['\\set AUTOCOMMIT off', 'risky'],
    ["SELECT 'DROP TABLE x' \\gexec", 'risky'],
    ['\\frobnicate', 'risky'],
    ['\\d account', 'safe'],
    ['\\set ON_ERROR_STOP 1', 'safe'],
    ['SELECT 1 \\gset', 'safe'],
  ])('%s is %s', (text, level) => expect(review(text).level).toBe(level));
});

describe('transactions and files', () => {
  const concurrently = 'CREATE INDEX CONCURRENTLY i ON account (email);';
  const errors = (texts: string | readonly string[], more: Partial<ReviewFilesInput>) =>
    review(texts, more).statements.flatMap(({ error }) => error?.sqlstate ?? []);

  test("CONCURRENTLY fails in a transaction: the file's own or the runner's", () => {
    expect(errors(concurrently, {})).toEqual([]);
    expect(errors(concurrently, { transaction: 'each' })).toEqual(['25001']);
    expect(errors(concurrently, { transaction: 'all' })).toEqual(['25001']);
    expect(errors(`BEGIN; ${concurrently} COMMIT;`, {})).toEqual(['25001']);
    expect(errors(`BEGIN; SELECT 1; COMMIT; ${concurrently}`, {})).toEqual([]);
    expect(errors(`COMMIT; ${concurrently}`, { transaction: 'each' })).toEqual([]);
    expect(errors(['COMMIT;', concurrently], { transaction: 'each' })).toEqual(['25001']);
    expect(errors(['COMMIT;', concurrently], { transaction: 'all' })).toEqual([]);
  });

  test('what ROLLBACK undoes is not there for what stands after it', () => {
    const add = 'ALTER TABLE account ADD COLUMN note text;';
    const codes = (text: string) => review(text).statements.map(({ error }) => error?.sqlstate ?? null);
    expect(codes(`BEGIN; ${add} ROLLBACK; ${add}`)).toEqual([null, null, null, null]);
    expect(codes(`BEGIN; ${add} COMMIT; ${add}`)).toEqual([null, null, null, '42701']);
    expect(codes(`BEGIN; SAVEPOINT s; ${add} ROLLBACK TO s; ${add} ABORT; ${add}`)).toEqual(
      Array(7).fill(null),
    );
    const { statements } = review('BEGIN; DROP TABLE invoice; ROLLBACK; ALTER TABLE invoice ADD note text;');
    expect(statements.at(-1)?.locks).toEqual([{ relation: 'app.invoice', mode: 'AccessExclusiveLock' }]);
  });

  describe('a statement that fails changes nothing for those behind it', () => {
    const codes = (texts: string | readonly string[], transaction: ReviewFilesInput['transaction']) =>
      review(texts, { transaction }).statements.map(({ error }) => error?.sqlstate ?? null);
    const add = 'ALTER TABLE account ADD COLUMN note text;';
    const fails = 'ALTER TABLE account ADD COLUMN id text, ADD COLUMN more text;';

    test('outside a transaction', () => {
      expect(codes(`${fails} ALTER TABLE account DROP COLUMN more;`, 'none')).toEqual(['42701', '42703']);
      expect(codes('DROP TABLE nowhere; ALTER TABLE account ADD id int; TRUNCATE account;', 'none')).toEqual([
        '42P01',
        '42701',
        null,
      ]);
    });

    test('in a transaction, of which the rest is refused and all is taken back', () => {
      expect(codes(`${add} ${fails} ${add}`, 'each')).toEqual([null, '42701', '25P02']);
      expect(codes([`${add} ${fails} ${add}`, add], 'each')).toEqual([null, '42701', '25P02', null]);
      expect(codes([`${add} ${fails} ${add}`, add], 'all')).toEqual([null, '42701', '25P02', '25P02']);
      expect(codes(`BEGIN; ${add} ${fails} ${add} COMMIT; ${add} ${add}`, 'none')).toEqual([
        ...[null, null, '42701', '25P02', null],
        ...[null, '42701'],
      ]);
      expect(codes(`SAVEPOINT s; ${fails} ROLLBACK TO s; ${add} ${add}`, 'each')).toEqual([
        ...[null, '42701', null, null],
        '42701',
      ]);
      expect(codes(`${add} SELECT 'a' FRM x; ${add}`, 'each')).toEqual([null, '42601', '25P02']);
    });

    test('and is judged all the same, as if it had been put right', () => {
      const { statements } = review(`${fails} DROP TABLE invoice;`, { transaction: 'each' });
      expect(statements[1]).toMatchObject({ level: 'dangerous', locks: [], error: { sqlstate: '25P02' } });
    });

    test('what fails only where a mistake before it is put right does not fail, and is judged as it runs', () => {
      const view = 'CREATE VIEW v AS SELECT id FROM invoice;';
      const { statements } = review(`${view} DROP TABLE invoice; DROP TABLE invoice CASCADE;`);
      expect(statements.map(({ error }) => error?.sqlstate ?? null)).toEqual([null, '2BP01', null]);
      expect(statements[2]?.findings.map(({ rule }) => rule)).toContain('drop-table');
      expect(statements[2]?.level).toBe('dangerous');
    });
  });

  test('an error does not hide what stands after it', () => {
    const rules = rulesOf(
      review('CREATE VIEW v AS SELECT id FROM invoice; DROP TABLE invoice; TRUNCATE account;'),
    );
    expect(rules).toEqual(expect.arrayContaining(['drop-table', 'predicted-error', 'truncate']));
  });

  test('BEGIN and COMMIT are no hazard in a file; ROLLBACK leaves a doubt', () => {
    expect(review('BEGIN; SELECT 1; COMMIT;').level).toBe('safe');
    expect(rulesOf(review('BEGIN; SELECT 1; ROLLBACK;'))).toEqual(['transaction-control']);
    const commits = 'DO $$ BEGIN INSERT INTO account (id) VALUES (1); COMMIT; END $$;';
    expect(rulesOf(review(commits))).not.toContain('transaction-control');
    expect(rulesOf(review(`BEGIN; ${commits} COMMIT;`))).toContain('transaction-control');
    expect(rulesOf(review(commits.replace('COMMIT', 'ROLLBACK')))).toContain('transaction-control');
    expect(review('BEGIN; SELECT 1; ROLLBACK;').level).toBe('risky');
  });

  test('files build on each other, unless they are independent', () => {
    const files = [
      'ALTER TABLE account RENAME TO customer;',
      'ALTER TABLE customer ALTER COLUMN email SET NOT NULL;',
    ];
    expect(review(files).statements[1]).toMatchObject({
      effect: 'known',
      scans: ['app.customer'],
      locks: [{ relation: 'app.customer', mode: 'AccessExclusiveLock' }],
    });
    expect(review(files).statements[0]?.locks).toEqual([
      { relation: 'app.account', mode: 'AccessExclusiveLock' },
    ]);
    expect(review(files, { independent: true }).statements[1]).not.toMatchObject({
      effect: 'known',
      error: null,
    });
  });

  test('a table is new in the file that creates it, and in the transaction that does', () => {
    const create = 'CREATE TABLE fresh (a int);';
    const index = 'CREATE INDEX f ON fresh (a);';
    expect(review(create + index).level).toBe('safe');
    expect(review([create, index]).level).toBe('risky');
    expect(review([create, index], { transaction: 'all' }).level).toBe('safe');
  });
});

describe('acknowledgements', () => {
  const drop = 'ALTER TABLE account DROP COLUMN plan;';
  const allow = (rule: string, until = '2026-06-15') =>
    `-- safe-migrate: allow ${rule} until ${until} because nobody reads it`;

  test('a comment above or inside the statement answers for it, once', () => {
    const { statements, level } = review(`${allow('drop-column')}\n${drop}`);
    expect(level).toBe('safe');
    expect(statements[0]?.acknowledged).toMatchObject([
      {
        rule: 'drop-column',
        acknowledged: { by: 'safe-migrate', line: 1, until: '2026-06-15', reason: 'nobody reads it' },
      },
    ]);
    expect(review(`ALTER TABLE account\n${allow('drop-column')}\nDROP COLUMN plan;`).level).toBe('safe');
    expect(
      rulesOf(review(`${allow('drop-column')}\n${drop}\nALTER TABLE account DROP COLUMN email;`)),
    ).toContain('drop-column');
  });

  test('a comment behind a statement on its line is about that one, not about the next', () => {
    const email = 'ALTER TABLE account DROP COLUMN email;';
    const open = (text: string) =>
      review(text).statements.map(({ findings }) => findings.some(({ rule }) => rule === 'drop-column'));
    const comment = allow('drop-column');
    expect(open(`${drop} ${comment}\n${email}`)).toEqual([false, true]);
    expect(open(`${drop} ${comment}\r\n\r\n${email}`)).toEqual([false, true]);
    expect(open(`${drop} /* ${comment.slice(3)} */\n${email}`)).toEqual([false, true]);
    expect(open(`${drop} ${comment}`)).toEqual([false]);
    expect(open(`${drop} /* ${comment.slice(3)} */ ${email}`)).toEqual([true, false]);
    expect(open(`${drop}\n${comment}\n${email}`)).toEqual([true, false]);
    expect(open(`${drop} -- squawk-ignore ban-drop-column\n${email}`)).toEqual([false, true]);
  });

  test.each([
    ['expired', `${allow('drop-column', '2026-06-14')}\n${drop}`, ['drop-column', 'acknowledgement-expired']],
    ['unknown rule', `${allow('drop-colum')}\n${drop}`, ['drop-column', 'acknowledgement-unknown-rule']],
    ['without use', `${allow('drop-table')}\nSELECT 1;`, ['acknowledgement-unused']],
    ['behind everything', `SELECT 1;\n${allow('drop-table')}`, ['acknowledgement-unused']],
    [
      'malformed',
      `-- safe-migrate: allow drop-column\n${drop}`,
      ['drop-column', 'acknowledgement-malformed'],
    ],
    ['of itself', `${allow('acknowledgement-unused')}\nSELECT 1;`, ['acknowledgement-unknown-rule']],
  ])('%s: is itself a finding', (_name, text, rules) => {
    const found = review(text);
    expect(rulesOf(found)).toEqual(rules);
    expect(found.level).not.toBe('safe');
  });

  test.each([
    `-- squawk-ignore ban-drop-column\n${drop}`,
    `-- eugene: ignore E6\nCREATE INDEX i ON account (email);`,
    `-- atlas:nolint DS103\n${drop}`,
    `-- atlas:nolint destructive\n\nSELECT 1;\n${drop}`,
    `-- squawk-ignore-file\nSELECT 1;\n${drop}`,
    `SELECT 1;\n-- pgfence-ignore: drop-column\n${drop}`,
  ])('%s is understood', (text) => expect(review(text).level).toBe('safe'));

  test.each([
    `-- squawk-ignore ban-drop-table\n${drop}`,
    `-- atlas:nolint destructive\nSELECT 1;\n${drop}`,
    `SELECT '-- squawk-ignore ban-drop-column';\n${drop}`,
  ])('%s silences nothing', (text) => expect(review(text).level).toBe('dangerous'));
});

describe('how an acknowledgement is written', () => {
  const words = (rule: string) => `safe-migrate: allow ${rule} until 2026-06-15 because nobody reads it`;
  const drop = `SET lock_timeout = '2s';\n$\nALTER TABLE account DROP COLUMN plan;`;
  const below = (comment: string, more: Partial<ReviewFilesInput> = {}) =>
    rulesOf(review(drop.replace('$', comment), more));

  test.each([
    `/* ${words('drop-column')} */`,
    `/** ${words('drop-column')} */`,
    `/*\n * The plan is gone.\n *\n * ${words('drop-column')}\n */`,
    `/*\r\n\t* ${words('drop-column')}\r\n\t*/`,
    `--- ${words('drop-column')}`,
    `----------\n-- ${words('drop-column')}\n----------`,
  ])('%j', (comment) => expect(below(comment)).toEqual([]));

  test('several rules in one block, each on its line', () => {
    const both = `/*\n * ${words('drop-column')}\n * ${words('truncate')}\n */`;
    expect(below(both)).toEqual(['acknowledgement-unused']);
    expect(
      rulesOf(review(`${both}\nALTER TABLE account DROP COLUMN plan; ${drop.replace('$', '')}`)),
    ).toContain('drop-column');
  });

  test('without the colon it is told', () => {
    expect(below(`-- ${words('drop-column').replace(':', '')}`)).toEqual([
      'drop-column',
      'acknowledgement-malformed',
    ]);
    expect(below('-- safe-migrate allows nothing here')).toEqual(['drop-column']);
  });

  test.each(['-- squawk-ignore ban-drop-column', '-- squawk-ignore-file ban-drop-column'])(
    'beside %s it is the one that counts',
    (other) => {
      const comment = `${other}\n-- ${words('drop-column')}`;
      expect(below(comment)).toEqual([]);
      expect(review(drop.replace('$', comment)).statements[1]?.acknowledged).toMatchObject([
        { acknowledged: { by: 'safe-migrate', reason: 'nobody reads it' } },
      ]);
    },
  );

  test('of a rule that is off by default it is unused only where the rule is on', () => {
    const comment = `-- ${words('prefer-text')}`;
    expect(below(comment)).toEqual(['drop-column']);
    expect(below(comment, { enable: ['prefer-text'] })).toContain('acknowledgement-unused');
    expect(below(comment, { enable: ['all'] })).toContain('acknowledgement-unused');
  });
});

describe('transactions', () => {
  const index = 'CREATE TABLE n (id int PRIMARY KEY);';

  test('BEGIN and COMMIT are the own business of a file that nobody wraps', () => {
    expect(rulesOf(review(`BEGIN; ${index} COMMIT;`))).toEqual([]);
    expect(rulesOf(review(`START TRANSACTION; SELECT 1; END; ${index} BEGIN; SELECT 1; COMMIT;`))).toEqual(
      [],
    );
  });

  test('a COMMIT in a transaction of the runner ends that one', () => {
    for (const transaction of ['each', 'all'] as const) {
      const { statements, level } = review(`${index} COMMIT;\nSELECT 1;`, { transaction });
      expect(statements.flatMap(({ findings }) => findings)).toMatchObject([
        { rule: 'transaction-control', line: 1, message: 'COMMIT inside a migration' },
      ]);
      expect(level).toBe('dangerous');
    }
  });

  test('a BEGIN that nothing ends is told: all of it is rolled back', () => {
    const told = (texts: string | readonly string[]) =>
      review(texts).statements.flatMap(({ file, findings }) =>
        findings.map(({ rule, line, column }) => [file, rule, line, column]),
      );
    expect(told(`BEGIN; SELECT 1; COMMIT;\n  BEGIN;\n${index}`)).toEqual([
      ['1.sql', 'transaction-control', 2, 3],
    ]);
    expect(told(['BEGIN AND', 'SELECT 1;'].map((text) => text.replace(' AND', ';')))).toEqual([
      ['1.sql', 'transaction-control', 1, 1],
    ]);
    expect(told('BEGIN; SELECT 1; ROLLBACK; SELECT 1;').map(([, , , column]) => column)).toEqual([18]);
    expect(
      told('-- safe-migrate: allow transaction-control until 2026-06-15 because 2.sql ends it\nBEGIN;'),
    ).toEqual([]);
  });
});

describe('what is there already, or is not', () => {
  const schema = {
    path: 's.sql',
    text: 'CREATE TABLE t (a int, b int); CREATE UNIQUE INDEX t_a ON t (a); CREATE FUNCTION old() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$;',
  };
  const findingsOf = (text: string, serverMajor: number) =>
    review(text, { schema, serverMajor }).statements.flatMap(({ findings }) => findings);

  test('a function that the schema does not have is not replaced', () => {
    const made = (name: string) =>
      findingsOf(`CREATE OR REPLACE FUNCTION ${name}() RETURNS int LANGUAGE sql AS $$ SELECT 2 $$;`, 17);
    expect(made('fresh')).toEqual([]);
    expect(made('old').map(({ rule }) => rule)).toEqual(['replace-routine']);
  });

  test('a key takes over an index: its columns are proven first', () => {
    const [finding] = findingsOf('ALTER TABLE t ADD PRIMARY KEY USING INDEX t_a;', 17);
    expect(finding).toMatchObject({
      rule: 'add-constraint-builds-index',
      rewrite: [
        'ALTER TABLE "public"."t" ADD CONSTRAINT "t_a_not_null" CHECK ("a" IS NOT NULL) NOT VALID',
        'ALTER TABLE "public"."t" VALIDATE CONSTRAINT "t_a_not_null"',
        'ALTER TABLE "public"."t" ALTER COLUMN "a" SET NOT NULL',
        'ALTER TABLE "public"."t" DROP CONSTRAINT "t_a_not_null"',
        'ALTER TABLE "public"."t" ADD CONSTRAINT "t_a" PRIMARY KEY USING INDEX "t_a"',
      ],
    });
  });

  test('a column whose NOT NULL was validated is NOT NULL', () => {
    const steps = 'ALTER TABLE t ADD CONSTRAINT n NOT NULL b NOT VALID; ALTER TABLE t VALIDATE CONSTRAINT n;';
    const last = review(`${steps} ALTER TABLE t ALTER b SET NOT NULL;`, { schema, serverMajor: 18 });
    expect(last.statements[2]).toMatchObject({ level: 'safe', scans: [] });
    const early = review(`${steps.split(';')[0]}; ALTER TABLE t ALTER b SET NOT NULL;`, {
      schema,
      serverMajor: 18,
    });
    expect(early.level).toBe('risky');
  });
});

describe('the order of the files', () => {
  const second = (text: string) => {
    const outcome = reviewFiles({
      files: ['20260101_b.sql', '20260101_a.sql'].map((path, at) => ({
        path,
        text: at === 0 ? 'SELECT 1;' : text,
      })),
      ...{ serverMajor: 17, transaction: 'none', independent: false, today: '2026-06-15' },
    });
    if (!outcome.ok) throw new Error(outcome.schema.message);
    return outcome.review;
  };
  const allow = '-- safe-migrate: allow file-order until 2026-06-15 because they do not touch';

  test('can be acknowledged, anywhere in the file', () => {
    expect(rulesOf(second('SELECT 2;'))).toEqual(['file-order']);
    for (const text of [
      `${allow}\nSELECT 2;`,
      `SELECT 2;\n\n${allow}\nSELECT 3;`,
      `\\set x 1\nSELECT 2; ${allow}`,
    ]) {
      expect(rulesOf(second(text))).toEqual([]);
      expect(second(text).level).toBe('safe');
      expect(second(text).statements[1]?.acknowledged).toMatchObject([{ rule: 'file-order', line: 1 }]);
    }
    expect(rulesOf(second(''))).toEqual(['file-order']);
  });
});

describe('fixes in several steps', () => {
  const applied = (text: string): string => {
    const lines = text.split('\n');
    const edit = review(text).statements.flatMap(({ findings }) =>
      findings.flatMap(({ fix }) => fix?.edits ?? []),
    )[0];
    if (edit === undefined || edit.start.line !== edit.end.line) return text;
    const { start, end } = edit;
    const line = lines[start.line - 1] ?? '';
    lines[start.line - 1] = line.slice(0, start.column - 1) + edit.text + line.slice(end.column - 1);
    return lines.join('\n');
  };

  test.each([
    'ALTER TABLE account ADD CONSTRAINT u UNIQUE (email);',
    'ALTER TABLE ONLY app."account" ALTER COLUMN email SET NOT NULL;',
    'ALTER TABLE account ADD COLUMN x int CHECK (x > 0);',
    'ALTER TABLE account ADD FOREIGN KEY (id) REFERENCES invoice (id);',
  ])('%s', (text) => {
    const better = applied(`SELECT 1; ${text}`);
    expect(better).not.toContain(text);
    const reviewed = review(better);
    expect(reviewed.statements.map(({ level }) => level)).toEqual(reviewed.statements.map(() => 'safe'));
    expect(reviewed.statements.length).toBeGreaterThan(2);
  });

  test('SET LOCAL outside a transaction becomes SET', () => {
    expect(applied("SET LOCAL lock_timeout = '2s';")).toBe("SET lock_timeout = '2s';");
  });

  test('a statement that says more is left as it is, and so is one inside a transaction', () => {
    for (const text of [
      'ALTER TABLE account ALTER email SET NOT NULL, ADD COLUMN x int;',
      'BEGIN; ALTER TABLE account ALTER email SET NOT NULL; COMMIT;',
      // They fail, and would fail in steps too.
      'ALTER TABLE account ADD COLUMN email text CHECK (email > 0);',
      'ALTER TABLE account ADD COLUMN other int PRIMARY KEY;',
    ])
      expect(applied(text)).toBe(text);
  });
});

describe('fixes', () => {
  const fixed = (text: string, more: Partial<ReviewFilesInput> = {}) =>
    review(text, more).statements.flatMap(({ findings }) =>
      findings.flatMap(({ fix }) => (fix === undefined ? [] : fix.edits)),
    );

  test('an index can be built concurrently outside a transaction', () => {
    expect(fixed('SELECT 1;\nCREATE UNIQUE INDEX i ON account (email);')).toEqual([
      { start: { line: 2, column: 21 }, end: { line: 2, column: 21 }, text: 'CONCURRENTLY ' },
    ]);
    expect(fixed('DROP INDEX invoice_total;')[0]?.text).toBe('CONCURRENTLY ');
    expect(fixed('REINDEX TABLE account;')[0]?.start.column).toBe(15);
    expect(fixed('CREATE INDEX i ON account (email);', { transaction: 'each' })).toEqual([]);
    expect(fixed('CREATE INDEX i ON nowhere (email);', { schema: undefined })).toEqual([]);
  });

  test('a named CHECK can be validated in a statement of its own', () => {
    expect(fixed('ALTER TABLE account ADD CONSTRAINT c CHECK (id > 0);')[0]?.text).toBe(
      ' NOT VALID;\nALTER TABLE "account" VALIDATE CONSTRAINT "c"',
    );
    expect(fixed('ALTER TABLE account ADD CHECK (id > 0);').map(({ text }) => text)).toEqual([
      'ALTER TABLE "app"."account" ADD CONSTRAINT "account_id_check" CHECK (id > 0) NOT VALID;\nALTER TABLE "app"."account" VALIDATE CONSTRAINT "account_id_check"',
    ]);
  });
});

describe('what comes later', () => {
  const told = (texts: string | readonly string[], more: Partial<ReviewFilesInput> = {}) => {
    const { statements } = review(texts, more);
    return statements.flatMap(({ file, findings }) => findings.map(({ rule }) => `${file} ${rule}`));
  };
  const notValid =
    'ALTER TABLE invoice ADD CONSTRAINT f FOREIGN KEY (account_id) REFERENCES account NOT VALID;';
  const validate = 'ALTER TABLE app.invoice VALIDATE CONSTRAINT "f";';

  test('a NOT VALID that a later file validates is as it should be', () => {
    expect(told(notValid)).toContain('1.sql not-valid-never-validated');
    expect(told([notValid, 'SELECT 1;'])).toContain('1.sql not-valid-never-validated');
    expect(told([notValid, validate])).not.toContain('1.sql not-valid-never-validated');
    expect(told([notValid, 'DROP TABLE invoice;'])).not.toContain('1.sql not-valid-never-validated');
    expect(told([notValid, validate], { independent: true })).toContain('1.sql not-valid-never-validated');
  });

  test('an index for a foreign key may come in a later file', () => {
    const index = 'CREATE INDEX CONCURRENTLY i ON invoice (account_id);';
    expect(told(notValid)).toContain('1.sql foreign-key-without-index');
    expect(told([notValid, index])).not.toContain('1.sql foreign-key-without-index');
  });

  test('what an earlier file dropped comes back empty in a later one', () => {
    const texts = ['ALTER TABLE account DROP COLUMN plan;', 'ALTER TABLE ONLY app."account" ADD plan text;'];
    expect(told(texts)).toContain('2.sql drop-and-add-column');
    expect(told(texts, { independent: true })).not.toContain('2.sql drop-and-add-column');
  });
});

describe('the lock_timeout of a file', () => {
  const told = (text: string) =>
    review(text).statements.flatMap(({ line, findings }) =>
      findings
        .filter(({ rule }) => rule.includes('lock-timeout'))
        .map(({ rule, level }) => [line, level, rule]),
    );

  test('none: said once, of the first lock, and it stops nothing', () => {
    const two = 'SELECT 1;\nALTER TABLE account ADD a int;\nALTER TABLE account ADD b int;';
    expect(told(two)).toEqual([[2, 'safe', 'no-lock-timeout']]);
    expect(review(two).level).toBe('safe');
  });

  test('one that ends with its transaction, or is set too late, is not in effect', () => {
    expect(
      told(
        "BEGIN;\nSET LOCAL lock_timeout = '2s';\nALTER TABLE account ADD a int;\nCOMMIT;\nALTER TABLE account ADD b int;",
      ),
    ).toEqual([[5, 'risky', 'lock-timeout-not-in-effect']]);
    expect(told("ALTER TABLE account ADD a int;\nSET lock_timeout = '2s';")).toEqual([
      [1, 'risky', 'lock-timeout-not-in-effect'],
    ]);
    expect(told("SET lock_timeout = '2s';\nALTER TABLE account ADD a int;")).toEqual([]);
    expect(told("BEGIN;\nSET lock_timeout = '2s';\nROLLBACK;\nALTER TABLE account ADD b int;")).toEqual([
      [4, 'risky', 'lock-timeout-not-in-effect'],
    ]);
  });
});

describe('rules that are off by default', () => {
  const found = (enable?: readonly string[]) =>
    rulesOf(review('CREATE TABLE "Note" (a varchar(3));', enable === undefined ? {} : { enable }));

  test('speak where they are named, or all of them', () => {
    expect(found()).toEqual([]);
    expect(found(['prefer-text'])).toEqual(['prefer-text']);
    expect(found(['all'])).toEqual(expect.arrayContaining(['prefer-text', 'name-needs-quotes']));
    expect(found(['drop-table'])).toEqual([]);
  });
});
