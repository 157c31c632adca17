import { loadParser, reviewMigration, type TableFacts } from '@safe-migrate/hazards';
import type { SentStatement } from '../../typeorm/protocol';
import { acknowledgeMigration } from './acknowledge';

beforeAll(loadParser);

const NAME = 'AddIndexes1764000000000';
const allow = (rule: string, until = '2026-12-31') =>
  `safe-migrate: allow ${rule} until ${until} because it is small`;
const INDEX = allow('create-index-blocks');

const table = (name: string): TableFacts => ({
  ...{ schema: 'core', name, kind: 'table', rows: null, bytes: null },
  columns: ['a', 'b', 'c'].map((column) => ({
    name: column,
    type: 'text',
    notNull: false,
    hasDefault: false,
  })),
});

interface Sent {
  readonly up: readonly SentStatement[];
  readonly down: readonly SentStatement[];
}

/** Every call `q('...')` in the source, as if it had been sent; calls below `down(` belong to down(). */
function sentBy(source: string): Sent {
  const calls = [...source.matchAll(/\bq\(\s*(?:\/\/.*\s*)*[`'"]([^`'"]+)[`'"]/g)].map(
    ({ index, 1: sql = '' }) => {
      const before = source.slice(0, index).split('\n');
      const place = { line: before.length, column: (before.at(-1) ?? '').length + 1 };
      return { index, sql, place };
    },
  );
  const down = source.indexOf('down(') === -1 ? source.length : source.indexOf('down(');
  const statement = ({ sql, place }: (typeof calls)[number]): SentStatement => ({
    ...{ sql, file: '/p/m.ts', line: place.line, sentFrom: [place], inTransaction: true, escaped: false },
  });
  return {
    up: calls.filter(({ index }) => index < down).map(statement),
    down: calls.filter(({ index }) => index > down).map(statement),
  };
}

function acknowledge(
  source: string,
  more: { today?: string; sent?: Sent; complete?: boolean; enable?: readonly string[] } = {},
) {
  const { up, down } = more.sent ?? sentBy(source);
  const review = reviewMigration({
    ...{ migration: NAME, serverMajor: 16, searchPath: ['core'], tables: [table('t'), table('u')], up, down },
  });
  const result = acknowledgeMigration({
    ...{ migration: { className: NAME, file: '/p/m.ts' }, review, up, down },
    source: { file: '/p/m.ts', text: source, toSource: (place) => place },
    today: more.today ?? '2026-11-22',
    complete: more.complete ?? true,
    ...(more.enable === undefined ? {} : { enable: more.enable }),
  });
  return {
    ...result,
    open: result.findings.filter(({ direction }) => direction === 'up').map(({ rule, line }) => [rule, line]),
    answered: result.acknowledged.map(({ rule, line, acknowledged }) => [rule, line, acknowledged.line]),
  };
}

const migration = (up: string, head = ''): string => `import { x } from 'typeorm';
${head}export class ${NAME} implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
${up}
  }
  public async down(runner: QueryRunner): Promise<void> {}
}
`;

describe('where a comment stands', () => {
  test('above a call it is about that call alone', () => {
    const result = acknowledge(
      migration(
        `    // ${INDEX}\n\n    await q('CREATE INDEX i ON t (a)');\n    await q('CREATE INDEX j ON t (b)');`,
      ),
    );
    expect(result.answered).toEqual([['create-index-blocks', 6, 4]]);
    expect(result.open).toEqual([['create-index-blocks', 7]]);
    expect(result.statements.map(({ level }) => level)).toEqual(['safe', 'risky']);
    expect(result.acknowledged[0]?.acknowledged).toEqual({
      ...{ by: 'safe-migrate', file: '/p/m.ts', line: 4, until: '2026-12-31', reason: 'it is small' },
    });
  });

  test.each([
    [
      'without semicolons',
      `    // ${INDEX}\n    await q('CREATE INDEX i ON t (a)')\n    await q('CREATE INDEX j ON t (b)')`,
    ],
    [
      'behind the call',
      `    await q('CREATE INDEX i ON t (a)'); // ${INDEX}\n    await q('CREATE INDEX j ON t (b)');`,
    ],
    [
      'behind the end of the call',
      `    await q(\`CREATE INDEX i\n      ON t (a)\`); // ${INDEX}\n    await q('CREATE INDEX j ON t (b)');`,
    ],
    [
      'inside the call',
      `    await q(\n      // ${INDEX}\n      'CREATE INDEX i ON t (a)',\n    );\n    await q('CREATE INDEX j ON t (b)');`,
    ],
    [
      'in a block',
      `    /* ${INDEX} */\n    await q('CREATE INDEX i ON t (a)');\n    await q('CREATE INDEX j ON t (b)');`,
    ],
    [
      'above a chain',
      `    // ${INDEX}\n    await runner\n      .q('CREATE INDEX i ON t (a)');\n    await q('CREATE INDEX j ON t (b)');`,
    ],
    [
      'above an assignment',
      `    // ${INDEX}\n    const { rows } = await q('CREATE INDEX i ON t (a)');\n    await q('CREATE INDEX j ON t (b)');`,
    ],
    [
      'above an element of a list',
      `    await Promise.all([\n      // ${INDEX}\n      q('CREATE INDEX i ON t (a)'),\n      q('CREATE INDEX j ON t (b)'),\n    ]);`,
    ],
    [
      'in the SQL',
      `    await q(\`-- ${INDEX}\n      CREATE INDEX i ON t (a)\`);\n    await q('CREATE INDEX j ON t (b)');`,
    ],
  ])('%s', (_where, up) => {
    const result = acknowledge(migration(up));
    expect(result.answered).toHaveLength(1);
    expect(result.acknowledged[0]?.sql).toContain('INDEX i');
    expect(result.open).toHaveLength(1);
    expect(result.open[0]?.[0]).toBe('create-index-blocks');
  });

  test.each([
    [
      'a loop',
      `    // ${INDEX}\n    for (const t of ['t']) {\n      await q('CREATE INDEX i ON t (a)');\n      await q('CREATE INDEX j ON t (b)');\n    }\n    await q('CREATE INDEX k ON u (a)');`,
      '',
    ],
    [
      'an if with else',
      `    // ${INDEX}\n    if (x) {\n      await q('CREATE INDEX i ON t (a)');\n    } else {\n      await q('CREATE INDEX j ON t (b)');\n    }\n    await q('CREATE INDEX k ON u (a)');`,
      '',
    ],
  ])('above %s it is about all in it', (_what, up, head) => {
    const result = acknowledge(migration(up, head));
    expect(result.answered).toHaveLength(2);
    expect(result.open).toHaveLength(1);
  });

  test('above the class it is about everything, above a method about that method', () => {
    const body = `    await q('CREATE INDEX i ON t (a)');\n    await q('CREATE INDEX j ON t (b)');`;
    const ofClass = acknowledge(
      migration(body, `/**\n * Adds indexes.\n * ${INDEX}\n *\n * @Changes('t.a')\n */\n@Tagged({ a: 1 })\n`),
    );
    expect(ofClass.answered).toHaveLength(2);
    expect(ofClass.acknowledged[0]?.acknowledged.reason).toBe('it is small');
    const source = migration(body).replace('  public async up', `  // ${INDEX}\n  public async up`);
    expect(acknowledge(source).answered).toHaveLength(2);
    const wrong = migration(body).replace('  public async down', `  // ${INDEX}\n  public async down`);
    expect(acknowledge(wrong).answered).toEqual([]);
    expect(acknowledge(wrong).open.map(([rule]) => rule)).toContain('acknowledgement-unused');
  });

  test('a statement whose sender is unknown is covered by its method or class only', () => {
    const lost = (source: string) => {
      const { up, down } = sentBy(source);
      const blind = up.map(({ sql, inTransaction, escaped }) => ({ sql, inTransaction, escaped }));
      return acknowledge(source, { sent: { up: blind, down } });
    };
    const call = `    // ${INDEX}\n    await q('CREATE INDEX i ON t (a)');`;
    expect(lost(migration(call)).answered).toEqual([]);
    expect(lost(migration(`    await q('CREATE INDEX i ON t (a)');`, `// ${INDEX}\n`)).answered).toHaveLength(
      1,
    );
  });

  test('a call through a helper is covered at the helper and at the call of the helper', () => {
    const source = `const index = (q) => q('CREATE INDEX i ON t (a)');\nexport class ${NAME} {\n  async up(r) {\n    // ${INDEX}\n    await index(r);\n  }\n  async down() {}\n}`;
    const [statement] = sentBy(source).up;
    if (statement === undefined) throw new Error('nothing was sent');
    const frames = [...(statement.sentFrom ?? []), { line: 5, column: 11 }];
    const sent = { up: [{ ...statement, sentFrom: frames }], down: [] };
    expect(acknowledge(source, { sent }).answered).toHaveLength(1);
  });

  test('what only looks like a comment is none', () => {
    const fakes = [`'// ${INDEX}'`, `\`\n// ${INDEX}\n\``, `/[/]\\/\\/ x/.test('// ${INDEX}')`];
    for (const fake of fakes) {
      const result = acknowledge(
        migration(`    const text = ${fake};\n    await q('CREATE INDEX i ON t (a)');`),
      );
      expect(result.answered).toEqual([]);
      expect(result.open).toEqual([['create-index-blocks', expect.any(Number)]]);
    }
  });

  test('comments of another migration in the same file are not read', () => {
    const other = `\n// ${INDEX}\nexport class Other1764000000001 {\n  async up(r) {\n    // ${INDEX}\n    await r.x();\n  }\n}\n`;
    const result = acknowledge(migration(`    await q('CREATE INDEX i ON t (a)');`) + other);
    expect([result.answered, result.open]).toEqual([[], [['create-index-blocks', 4]]]);
  });
});

describe('a comment that is wrong, out of date or without use is a finding', () => {
  const with_ = (comment: string, more = {}) =>
    acknowledge(migration(`    // ${comment}\n    await q('CREATE INDEX i ON t (a)');`), more).open.map(
      ([rule]) => rule,
    );

  test.each([
    ['safe-migrate: allow create-index-blocks because it is small', 'acknowledgement-malformed'],
    ['safe-migrate: allow create-index-blocks until 2026-02-30 because x', 'acknowledgement-malformed'],
    ['safe-migrate: allow create-index-blocks until 2026-12-31', 'acknowledgement-malformed'],
    [allow('create-index-block'), 'acknowledgement-unknown-rule'],
    [allow('down-missing'), 'acknowledgement-unknown-rule'],
    [allow('down-does-not-restore'), 'acknowledgement-unknown-rule'],
    [allow('outside-transaction'), 'acknowledgement-unknown-rule'],
    [allow('acknowledgement-expired'), 'acknowledgement-unknown-rule'],
    [allow('create-index-blocks', '2026-11-21'), 'acknowledgement-expired'],
    [allow('drop-column'), 'acknowledgement-unused'],
  ])('%s', (comment, rule) => {
    expect(with_(comment).sort()).toEqual([rule, 'create-index-blocks'].sort());
  });

  test('the last day still counts; what was cut short calls nothing unused', () => {
    expect(with_(allow('create-index-blocks', '2026-11-22'))).toEqual([]);
    expect(with_(allow('drop-column'), { complete: false })).toEqual(['create-index-blocks']);
  });

  test('of a rule that is off it is unused only where the rule is on', () => {
    const comment = allow('prefer-text');
    expect(with_(comment)).toEqual(['create-index-blocks']);
    expect(with_(comment, { enable: ['prefer-text'] })).toContain('acknowledgement-unused');
  });

  test('beside a comment for another tool it is the one that counts', () => {
    const body = `    // squawk-ignore require-concurrent-index-creation\n    // ${INDEX}\n    await q('CREATE INDEX i ON t (a)');`;
    const { open, acknowledged } = acknowledge(migration(body));
    expect(open).toEqual([]);
    expect(acknowledged.map(({ acknowledged: { by } }) => by)).toEqual(['safe-migrate']);
  });

  test('it stands at its own line, and above nothing it is unused', () => {
    const result = acknowledge(migration(`    await q('CREATE INDEX i ON t (a)');\n    // ${INDEX}`));
    expect(result.open).toEqual([
      ['create-index-blocks', 4],
      ['acknowledgement-unused', 5],
    ]);
  });
});

describe('comments of other tools', () => {
  test.each([
    ['// squawk-ignore require-concurrent-index-creation', 'squawk'],
    ['// atlas:nolint PG101', 'atlas'],
    ['// eugene: ignore E6', 'eugene'],
  ])('%s', (comment, by) => {
    const result = acknowledge(
      migration(
        `    ${comment}\n    await q('CREATE INDEX i ON t (a)');\n    await q('CREATE INDEX j ON t (b)');`,
      ),
    );
    expect(result.acknowledged.map(({ acknowledged }) => acknowledged)).toEqual([
      { by, file: '/p/m.ts', line: 4, until: null, reason: null },
    ]);
    expect(result.open).toHaveLength(1);
  });

  test('for a whole file, and without use they are nobody’s fault', () => {
    const body = `    await q('CREATE INDEX i ON t (a)');\n    await q('CREATE INDEX j ON t (b)');`;
    const file = `// squawk-ignore-file require-concurrent-index-creation\n${migration(body)}`;
    expect(acknowledge(file).answered).toHaveLength(2);
    expect(acknowledge(migration(`    // squawk-ignore ban-drop-table\n${body}`)).open).toHaveLength(2);
  });
});

test('a rule that nobody may answer for stays open and says why', () => {
  const source = migration(`    // ${allow('drop-column')}\n    await q('ALTER TABLE t DROP COLUMN a');`);
  const { up, down } = sentBy(source);
  const review = reviewMigration({
    ...{ migration: NAME, serverMajor: 16, searchPath: ['core'], tables: [table('t')], up, down },
  });
  const result = acknowledgeMigration({
    ...{
      migration: { className: NAME, file: '/p/m.ts' },
      review,
      up,
      down,
      complete: true,
      today: '2026-11-22',
    },
    source: { file: '/p/m.ts', text: source, toSource: (place) => place },
    unanswerable: new Map([['drop-column', 'Not in a run.']]),
  });
  expect(result.acknowledged).toEqual([]);
  const dropped = result.findings.filter(({ rule }) => rule === 'drop-column');
  expect(dropped).toHaveLength(1);
  expect(dropped[0]?.why).toMatch(/Not in a run\.$/);
  expect(result.findings.map(({ rule }) => rule)).not.toContain('acknowledgement-unused');
});
