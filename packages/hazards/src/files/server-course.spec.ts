import { loadParser } from '../sql/parser';
import type { ReviewFilesInput } from './contract';
import { judgeFiles } from './judge-files';
import { reviewFiles } from './review-files';
import { schemaSource } from './schema-source';
import { serverCourse } from './server-course';
import observed from './testing/observed-scripts.json';

interface Group {
  readonly name: string;
  readonly path?: string;
  readonly schema: string;
  readonly cases: readonly { readonly script: readonly (string | { readonly sql: string })[] }[];
}

beforeAll(loadParser);

const input = (transaction: ReviewFilesInput['transaction']): ReviewFilesInput => ({
  ...{ files: [], serverMajor: 16, transaction, independent: false, today: '2026-06-15' },
});

/** What the course of the server is, by what was read already, and by judging everything once more. */
function courses(schema: string | null, text: string, transaction: ReviewFilesInput['transaction']) {
  const source = schemaSource(schema === null ? undefined : { path: 'schema.sql', text: schema });
  if (!('fresh' in source)) throw new Error(source.message);
  const files = [
    { path: 'a.sql', text },
    { path: 'b.sql', text: `BEGIN;\n${text}\nROLLBACK;\n${text}` },
  ];
  const judge = (asServer: boolean) =>
    judgeFiles(files, source.fresh(), input(transaction), source.searchPath, asServer);
  const course = serverCourse(judge(false), source.fresh(), input(transaction), source.searchPath);
  return [
    course.map((file) => file.map(({ outcome }) => outcome)),
    judge(true).map(({ kept }) => kept.map(({ outcome }) => outcome)),
  ];
}

describe.each((observed as unknown as readonly Group[]).map((group) => [group.name, group] as const))(
  '%s',
  (_name, group) => {
    test('goes as it would if everything were judged once more', () => {
      let failing = 0;
      const { path, schema } = group;
      // One in three: the whole would say nothing else. Of another third nothing is known but what the statements name.
      for (const [index, { script }] of group.cases.entries()) {
        if (index % 3 === 1) continue;
        const lines = script.map((each) => `${typeof each === 'string' ? each : each.sql};`);
        const text = [...(path === undefined ? [] : [`SET search_path = ${path};`]), ...lines].join('\n');
        for (const transaction of ['none', 'all'] as const) {
          const [ours, theirs] = courses(index % 3 === 0 ? schema : null, text, transaction);
          expect(ours).toEqual(theirs);
          failing += ours?.flat().filter(({ error }) => error !== null).length ?? 0;
        }
      }
      expect(failing).toBeGreaterThan(0);
    });
  },
);

test.each([
  'ALTER TABLE IF EXISTS core.gone SET SCHEMA attic;\nALTER TABLE core.gone SET SCHEMA attic;\nDROP SCHEMA attic CASCADE;',
  'CREATE VIEW seen AS SELECT 1;\nALTER VIEW seen SET SCHEMA attic;\nALTER VIEW IF EXISTS seen SET SCHEMA attic;\nCREATE OR REPLACE VIEW seen AS SELECT 1;',
  'BEGIN;\nCREATE TABLE key (id int PRIMARY KEY);\nCREATE TABLE t (id int REFERENCES key, id int);\nROLLBACK;\nALTER TABLE other ADD z int;\nCREATE TABLE key (id int PRIMARY KEY);',
  'BEGIN;\nALTER SCHEMA core RENAME TO attic;\nALTER TABLE attic.t SET SCHEMA core;\nROLLBACK;\nDROP SCHEMA core;\nDROP SCHEMA attic;',
])('what the rules look at changes nothing: %s', (text) => {
  for (const schema of [null, 'CREATE SCHEMA core; CREATE TABLE core.t (a int); CREATE TABLE other (a int);'])
    for (const transaction of ['none', 'each', 'all'] as const) {
      const [ours, theirs] = courses(schema, text, transaction);
      expect(ours).toEqual(theirs);
    }
});

test('what fails only where a mistake before it is put right has no finding of the mended schema', () => {
  const files = [
    {
      path: 'a.sql',
      text: 'CREATE TABLE t (a int, a int);\nCREATE TABLE t (a int);\nALTER TABLE t DROP COLUMN a;',
    },
  ];
  const outcome = reviewFiles({
    ...input('none'),
    files,
    schema: { path: 's.sql', text: 'CREATE TABLE other (id int);' },
  });
  if (!outcome.ok) throw new Error(outcome.schema.message);
  const { statements } = outcome.review;
  expect(statements.map(({ error }) => error?.sqlstate)).toEqual(['42701', undefined, undefined]);
  expect(statements.map(({ findings }) => findings.some(({ rule }) => rule === 'predicted-error'))).toEqual([
    true,
    false,
    false,
  ]);
});
