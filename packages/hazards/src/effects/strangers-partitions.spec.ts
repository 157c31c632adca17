import { catalogFromSql } from '../catalog/from-sql';
import { loadParser } from '../sql/parser';
import { predictSql } from './outcome';
import observed from './testing/strangers-partitions.json';

/** What PostgreSQL 11, 15 and 18 did with partitions, their foreign keys and inheritance; what is left out is empty. */
interface Seen {
  readonly sqlstate?: string;
  readonly locks?: Readonly<Record<string, string>>;
  readonly rewrites?: readonly string[];
  readonly scans?: readonly string[];
  readonly builds?: readonly string[];
}

interface Observed {
  readonly name: string;
  readonly ddl: readonly { readonly since?: number; readonly sql: string }[];
  readonly statements: readonly { readonly sql: string; readonly seen: Readonly<Record<string, Seen>> }[];
}

const cases = (observed as unknown as readonly Observed[]).flatMap(({ name, ddl, statements }) =>
  statements.flatMap(({ sql, seen }) =>
    Object.entries(seen).flatMap(([majors, one]) =>
      majors.split(' ').map((major) => {
        const schema = ddl.filter(({ since = 0 }) => since <= Number(major)).map((part) => part.sql);
        return { name, major: Number(major), sql, schema: schema.join('\n'), one };
      }),
    ),
  ),
);

function predicted(sql: string, schema: string, serverMajor: number): Seen {
  const outcome = catalogFromSql(schema);
  if (!outcome.ok) throw new Error(outcome.problem.message);
  const { error, locks, rewrites, scans, builds } = predictSql(sql, outcome.catalog, {
    serverMajor,
    inTransaction: true,
  });
  return error === null
    ? { locks: Object.fromEntries(locks), rewrites, scans, builds }
    : { sqlstate: error.sqlstate };
}

const all = ({ locks = {}, rewrites = [], scans = [], builds = [], sqlstate }: Seen): Seen =>
  sqlstate === undefined ? { locks, rewrites, scans, builds } : { sqlstate };

beforeAll(loadParser);

test.each(cases)('$name on $major: $sql', ({ major, sql, schema, one }) => {
  expect(predicted(sql, schema, major)).toEqual(all(one));
});
