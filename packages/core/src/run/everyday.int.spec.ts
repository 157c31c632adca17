import { dumpOf } from '../testing/database-dump';
import { placed, type EverydayCase } from '../testing/everyday/case';
import { COLUMNS } from '../testing/everyday/columns';
import { OBJECTS } from '../testing/everyday/objects';
import { ROWS } from '../testing/everyday/rows';
import { TABLES } from '../testing/everyday/tables';
import { TYPES } from '../testing/everyday/types';
import { leftovers } from '../testing/leftovers';
import { runProject } from '../testing/run-project';
import { openStage, type Stage } from '../testing/scenario';
import { sql } from '../testing/test-server';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
  await sql(stage.server.connection, 'CREATE ROLE reader');
});
afterAll(() => stage.close());

/** All of them in one project: each is a transaction of its own, with tables of its own. */
async function prepare(cases: readonly EverydayCase[]) {
  const all = cases.map((each, at) => placed(each, at + 1));
  const { connection, project } = await stage.prepare({
    options: `migrationsTransactionMode: 'each',`,
    given: ['CREATE EXTENSION pg_trgm', ...all.map(({ given }) => given)].join(';\n'),
    migrations: all.map(({ migration }) => migration),
  });
  const go = async (command: 'run' | 'rollback', more: object = {}) => {
    const run = await runProject(project, { scratchUrl: stage.server.url, ...more }, command);
    return { ...run, said: run.record.error && `${run.record.error.what}\n${run.record.error.why}` };
  };
  return { all, connection, project, go, dump: () => dumpOf(stage.server.tools, connection) };
}

/** Positions in TypeORM's list go on. */
const withoutList = ({ rows, ...dump }: Awaited<ReturnType<typeof dumpOf>>) => ({
  ...dump,
  rows: Object.fromEntries(Object.entries(rows).filter(([table]) => !table.endsWith('_typeorm_migrations'))),
});

test('what teams write every day: applied, taken back as it was, applied again', async () => {
  const { all, project, go, dump } = await prepare([...COLUMNS, ...TYPES, ...TABLES, ...OBJECTS]);
  const exact = all.filter(({ then }) => then === undefined);
  const before = withoutList(await dump());
  const run = await go('run');
  expect([run.outcome, run.said]).toEqual(['applied', undefined]);
  const after = withoutList(await dump());

  const lost = all.flatMap((each) => each.lost);
  const back = await go('rollback', { acceptLoss: lost });
  expect([back.outcome, back.said]).toEqual(['taken-back', undefined]);
  expect(back.record.takenBack?.withheld.map(({ what }) => what).sort()).toEqual([...lost].sort());
  const end = withoutList(await dump());
  expect(exact.length).toBeGreaterThan(40);
  expect(end).toEqual(before);

  const again = await go('run');
  expect([again.outcome, again.said]).toEqual(['applied', undefined]);
  expect(withoutList(await dump()).schema).toBe(after.schema);
  expect(await leftovers(stage.server, project)).toEqual([]);
});

test('clients write meanwhile: the rollback names what it cannot give back, and keeps what they wrote', async () => {
  const { all, connection, go } = await prepare(ROWS);
  const run = await go('run');
  expect([run.outcome, run.said]).toEqual(['applied', undefined]);
  await sql(connection, all.map(({ since = '' }) => since).join(';\n'));

  const refused = await go('rollback');
  expect([refused.outcome, refused.code]).toEqual(['refused', 'CANNOT_BE_GIVEN_BACK']);
  const lost = all.flatMap((each) => each.lost);
  expect(refused.record.error?.next).toBe(
    `If it may stay so: ${[...lost]
      .reverse()
      .map((each) => `--accept-loss ${each}`)
      .join(' ')}`,
  );

  const back = await go('rollback', { acceptLoss: lost });
  expect([back.outcome, back.said]).toEqual(['taken-back', undefined]);
  const answers = await Promise.all(
    all.map(async ({ name, then }) => ({ name, answer: then && (await sql(connection, then.ask)) })),
  );
  expect(answers).toEqual(all.map(({ name, then }) => ({ name, answer: then?.answer })));
});
