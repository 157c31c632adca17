import { catalogFromSql } from '../catalog/from-sql';
import { loadParser } from '../sql/parser';
import { predictIn } from './outcome';
import { Session } from './session';
import observed from './testing/strangers-teams.json';

/** What PostgreSQL 11, 15 and 18 did; what is left out is empty, and what was not looked at is not compared. */
interface Seen {
  readonly sqlstate?: string;
  readonly locks?: Readonly<Record<string, string>>;
  readonly rewrites?: readonly string[];
  readonly scans?: readonly string[];
  readonly builds?: readonly string[];
}

interface Asked {
  readonly sql: string;
  /** Statements of the same transaction that ran before. */
  readonly setup?: readonly string[];
  /** Not in a transaction: locks and scans were not seen. */
  readonly outside?: boolean;
  /** Reads rows in its own right: scans are the planner's choice. */
  readonly query?: boolean;
  readonly seen: Readonly<Record<string, Seen>>;
}

interface Observed {
  readonly name: string;
  readonly ddl: readonly { readonly since?: number; readonly sql: string }[];
  readonly statements: readonly Asked[];
}

const cases = (observed as unknown as readonly Observed[]).flatMap(({ name, ddl, statements }) =>
  statements.flatMap((asked) =>
    Object.entries(asked.seen).flatMap(([majors, seen]) =>
      majors.split(' ').map((major) => {
        const schema = ddl.filter(({ since = 0 }) => since <= Number(major)).map((part) => part.sql);
        const sql = [...(asked.setup ?? []), asked.sql].join('; ');
        return { name, major: Number(major), sql, schema: schema.join('\n'), asked, seen };
      }),
    ),
  ),
);

function predicted(
  { sql, setup = [], outside = false, query = false }: Asked,
  schema: string,
  major: number,
) {
  const outcome = catalogFromSql(schema);
  if (!outcome.ok) throw new Error(outcome.problem.message);
  const session = new Session(outcome.catalog, { serverMajor: major, timeZone: 'America/New_York' });
  for (const each of setup) predictIn(session, each, outcome.catalog, !outside);
  const { error, locks, rewrites, scans, builds } = predictIn(session, sql, outcome.catalog, !outside);
  if (error !== null) return { sqlstate: error.sqlstate };
  return {
    locks: outside || setup.length > 0 ? {} : Object.fromEntries(locks),
    rewrites,
    scans: outside || query ? [] : scans,
    builds,
  };
}

const all = ({ locks = {}, rewrites = [], scans = [], builds = [], sqlstate }: Seen, setup: boolean) =>
  sqlstate === undefined ? { locks: setup ? {} : locks, rewrites, scans, builds } : { sqlstate };

beforeAll(loadParser);

test.each(cases)('$name on $major: $sql', ({ major, schema, asked, seen }) => {
  expect(predicted(asked, schema, major)).toEqual(all(seen, asked.setup !== undefined));
});
