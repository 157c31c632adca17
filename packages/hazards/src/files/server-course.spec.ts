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
function courses({ schema }: Group, text: string, transaction: ReviewFilesInput['transaction']) {
  const source = schemaSource({ path: 'schema.sql', text: schema });
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
      const { path } = group;
      // One in three: the whole would say nothing else.
      for (const [index, { script }] of group.cases.entries()) {
        if (index % 3 !== 0) continue;
        const lines = script.map((each) => `${typeof each === 'string' ? each : each.sql};`);
        const text = [...(path === undefined ? [] : [`SET search_path = ${path};`]), ...lines].join('\n');
        for (const transaction of ['none', 'all'] as const) {
          const [ours, theirs] = courses(group, text, transaction);
          expect(ours).toEqual(theirs);
          failing += ours?.flat().filter(({ error }) => error !== null).length ?? 0;
        }
      }
      expect(failing).toBeGreaterThan(0);
    });
  },
);

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
