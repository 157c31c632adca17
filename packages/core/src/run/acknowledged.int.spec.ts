import { execFileSync } from 'node:child_process';
import { queries } from '../testing/project';
import { runProject } from '../testing/run-project';
import { openStage, type Stage } from '../testing/scenario';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const NAME = 'RenameLeadSource1800000000001';
const RENAME = 'ALTER TABLE core.opportunity RENAME COLUMN "leadSource" TO source';
const BACK = queries('ALTER TABLE core.opportunity RENAME COLUMN source TO "leadSource"');
const allow = (rule: string, until = '2999-12-31') =>
  `// safe-migrate: allow ${rule} until ${until} because no release has read it since 4.2\n    `;

test.each([
  ['JavaScript', { typescript: false }],
  ['TypeScript', { typescript: true }],
])('an acknowledged finding is let through, and the record says on whose word: %s', async (_, language) => {
  const migrations = [{ name: NAME, up: allow('rename') + queries(RENAME), down: BACK }];
  const { run, after } = await stage.play({ ...language, migrations });
  expect([run.outcome, run.code]).toEqual(['applied', undefined]);
  expect(after.schema).toContain('source character varying');
  const [review] = run.record.reviews;
  expect(review?.findings).toEqual([]);
  expect(review?.acknowledged).toMatchObject([
    {
      rule: 'rename',
      level: 'dangerous',
      acknowledged: { by: 'safe-migrate', until: '2999-12-31', reason: 'no release has read it since 4.2' },
    },
  ]);
  const { line } = review?.acknowledged[0] ?? {};
  expect(review?.acknowledged[0]?.acknowledged.line).toBe((line ?? 0) - 1);
  expect(review?.statements[0]).toMatchObject({ line, level: 'safe' });
  expect(run.text).toContain('until 2999-12-31: no release has read it since 4.2');
});

test('so it is in an ES module', async () => {
  const { project } = await stage.prepare({ migrations: [], withoutBaseline: true });
  const { connection } = await stage.prepare({
    migrations: [],
    given: 'DELETE FROM core._typeorm_migrations',
  });
  project.write('package.json', '{ "name": "spec", "private": true, "type": "module" }');
  project.write(
    'src/data-source.js',
    `import typeorm from 'typeorm';
     export const AppDataSource = new typeorm.DataSource({ type: 'postgres', schema: 'core', migrationsTableName: '_typeorm_migrations',
       ...${JSON.stringify({ ...connection, username: connection.user })}, migrations: ['src/migrations/*.js'] });`,
  );
  project.write(
    `src/migrations/${NAME}.js`,
    `export class ${NAME} {
  name = '${NAME}';
  async up(queryRunner) {
    ${allow('rename')}${queries(RENAME)}
  }
  async down(queryRunner) {
    ${BACK}
  }
}`,
  );
  const plan = await runProject(project, { scratchUrl: stage.server.url }, 'plan');
  expect([plan.outcome, plan.error]).toEqual(['planned', undefined]);
  expect(plan.record.reviews[0]?.acknowledged.map(({ rule, line }) => [rule, line])).toEqual([['rename', 5]]);
});

test('a compiled migration is acknowledged by its source, at the lines of its source', async () => {
  const { project } = await stage.prepare({ migrations: [] });
  const source = `// a line that does not come out
interface Nothing { readonly a: string }
export class ${NAME} {
  name = '${NAME}';
  async up(queryRunner: { query(sql: string): Promise<Nothing[]> }): Promise<void> {
    ${allow('rename')}await queryRunner.query(
      '${RENAME}',
    );
  }
  async down(queryRunner: { query(sql: string): Promise<Nothing[]> }): Promise<void> {
    ${BACK}
  }
}
`;
  project.write(`typescript/${NAME}.ts`, source);
  const tsc = ['node_modules/typescript/bin/tsc', `typescript/${NAME}.ts`];
  const options = ['--outDir', 'src/migrations', '--sourceMap', '--target', 'es2022', '--module', 'commonjs'];
  execFileSync(process.execPath, [...tsc, ...options, '--removeComments', '--types', 'node'], {
    cwd: project.root,
  });
  const plan = await runProject(project, { scratchUrl: stage.server.url }, 'plan');
  expect([plan.outcome, plan.error]).toEqual(['planned', undefined]);
  const [review] = plan.record.reviews;
  expect(review?.file).toMatch(/typescript\/Rename\w+\.ts$/);
  expect(review?.acknowledged).toMatchObject([{ rule: 'rename', line: 7, acknowledged: { line: 6 } }]);
});

test.each([
  ['expired', allow('rename', '2020-01-01'), 'acknowledgement-expired'],
  ['without a reason', '// safe-migrate: allow rename until 2999-12-31\n    ', 'acknowledgement-malformed'],
  ['for another rule', allow('drop-table'), 'acknowledgement-unused'],
  ['for a rule that does not exist', allow('renaming'), 'acknowledgement-unknown-rule'],
])('an acknowledgement %s lets nothing through and is named', async (_, comment, rule) => {
  const migrations = [{ name: NAME, up: comment + queries(RENAME), down: BACK }];
  const { run, before, after } = await stage.play({ migrations, settings: { refuse: 'risky' } });
  expect([run.outcome, run.code]).toEqual(['refused', 'REVIEW_REFUSED']);
  expect(run.record.reviews[0]?.findings.map((finding) => finding.rule).sort()).toEqual(
    [rule, 'rename'].sort(),
  );
  expect(after).toEqual(before);
});

test('an unused one refuses a migration that is fine without it', async () => {
  const up = allow('rename') + queries('ALTER TABLE core.opportunity ADD COLUMN extra text');
  const migrations = [{ name: NAME, up, down: queries('ALTER TABLE core.opportunity DROP COLUMN extra') }];
  const { run } = await stage.play({ migrations });
  expect([run.outcome, run.record.error?.why]).toEqual([
    'refused',
    expect.stringContaining('acknowledgement-unused') as string,
  ]);
});

describe('what is proven to be lost is not let through on anybody’s word', () => {
  test('rows: by the proof, where there are any', async () => {
    const up = (where: string) => allow('delete-rows') + queries(`DELETE FROM core.note WHERE ${where}`);
    const migration = (where: string) => [
      {
        name: NAME,
        up: up(where),
        down: queries(`INSERT INTO core.note (body) SELECT body FROM core.note WHERE false`),
      },
    ];
    const some = await stage.play({ migrations: migration(`body = 'note 1'`) });
    expect([some.run.outcome, some.run.code]).toEqual(['refused', 'DATA_WOULD_CHANGE']);
    expect(some.after).toEqual(some.before);
    const none = await stage.play({ migrations: migration(`body = 'there is none'`) });
    expect([none.run.outcome, none.run.code]).toEqual(['applied', undefined]);
    expect(none.run.record.reviews[0]?.acknowledged.map(({ rule }) => rule)).toEqual(['delete-rows']);
  });

  test('what leaves the transaction: by the trial', async () => {
    const migrations = [
      {
        name: NAME,
        transaction: false,
        up: allow('outside-transaction') + allow('rename') + queries(RENAME),
        down: BACK,
      },
    ];
    const options = `migrationsTransactionMode: 'each',`;
    const { run, before, after } = await stage.play({ migrations, options });
    expect([run.outcome, run.code]).toEqual(['refused', 'REVIEW_REFUSED']);
    expect(run.record.reviews[0]?.findings.map(({ rule }) => rule).sort()).toEqual([
      'acknowledgement-unknown-rule',
      'outside-transaction',
    ]);
    expect(after).toEqual(before);
  });
});
