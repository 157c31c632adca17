import { loadParser } from '../sql/parser';
import { reviewFiles } from './review-files';
import observed from './testing/observed-scripts.json';

/** What a server did with one statement: left out is nothing, and null was not seen or is the planner's choice. */
interface Done {
  readonly error?: string;
  readonly locks?: Readonly<Record<string, string>> | null;
  readonly rewrites?: readonly string[] | null;
  readonly scans?: readonly string[] | null;
  readonly builds?: readonly string[] | null;
}

interface Script {
  readonly name: string;
  /** All in one transaction; otherwise each statement has one of its own. */
  readonly oneTransaction?: boolean;
  readonly script: readonly (string | { readonly sql: string; readonly outside: true })[];
  /** By majors; null behind a statement that only rows could refuse. */
  readonly seen: Readonly<Record<string, readonly (Done | null)[]>>;
}

interface Group {
  readonly name: string;
  readonly path?: string;
  readonly schema: string;
  readonly cases: readonly Script[];
}

/** Migrations as teams and their tools write them, and what PostgreSQL did with them, statement after statement. */
const groups = observed as unknown as readonly Group[];

function reviewed({ path, schema }: Group, { script, oneTransaction }: Script, serverMajor: number) {
  const parts = script.map((each) => {
    const sql = typeof each === 'string' ? each : each.sql;
    return oneTransaction === true || typeof each !== 'string' ? `${sql};` : `BEGIN;\n${sql};\nCOMMIT;`;
  });
  const begin = [
    ...(path === undefined ? [] : [`SET search_path = ${path};`]),
    ...(oneTransaction === true ? ['BEGIN;'] : []),
  ];
  const outcome = reviewFiles({
    files: [{ path: 'script.sql', text: [...begin, ...parts].join('\n') }],
    schema: { path: 'schema.sql', text: schema },
    ...{ serverMajor, transaction: 'none', independent: false, today: '2026-06-15' },
  });
  if (!outcome.ok) throw new Error(outcome.schema.message);
  const own = outcome.review.statements.slice(begin.length);
  return own.filter(({ sql }) => oneTransaction === true || !/^(BEGIN|COMMIT)$/.test(sql));
}

const shown = (done: Done, seen: Done): unknown =>
  seen.error !== undefined || done.error !== undefined
    ? { error: done.error }
    : Object.fromEntries(
        (['locks', 'rewrites', 'scans', 'builds'] as const)
          .filter((fact) => seen[fact] !== null)
          .map((fact) => [fact, done[fact] ?? (fact === 'locks' ? {} : [])]),
      );

beforeAll(loadParser);

describe.each(groups.map((group) => [group.name, group] as const))('%s', (_name, group) => {
  test.each(group.cases.map((each) => [each.name, each] as const))('%s', (_case, each) => {
    for (const [majors, seen] of Object.entries(each.seen))
      for (const major of majors.split(' ').map(Number)) {
        const statements = reviewed(group, each, major);
        expect(statements).toHaveLength(seen.length);
        const pairs = statements.flatMap(({ sql, error, locks, ...work }, index) => {
          const theirs = seen[index];
          if (theirs === null || theirs === undefined) return [];
          const ours: Done = {
            ...work,
            locks: Object.fromEntries(locks.map(({ relation, mode }) => [relation, mode])),
            ...(error === null ? {} : { error: error.sqlstate }),
          };
          return [
            [
              { major, sql, ...(shown(ours, theirs) as object) },
              { major, sql, ...(shown(theirs, theirs) as object) },
            ],
          ];
        });
        expect(pairs.map(([ours]) => ours)).toEqual(pairs.map(([, theirs]) => theirs));
      }
  });
});
