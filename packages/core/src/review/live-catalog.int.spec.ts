import { readFileSync } from 'node:fs';
import path from 'node:path';
import { loadParser, reviewMigration, type StatementEffect } from '@safe-migrate/hazards';
import { withSession } from '../target/session';
import { sql, startTestServer, type TestServer } from '../testing/test-server';
import { readCatalogFacts, type CatalogFacts } from './catalog-facts';

/** What PostgreSQL itself did with one statement: `packages/hazards/measure`. */
interface Observation {
  readonly sql: string;
  readonly setup?: readonly string[];
  readonly outside?: boolean;
  readonly locks: readonly (readonly [string, string])[];
  readonly rewrites: readonly string[];
  readonly scans: readonly string[] | null;
  readonly builds: readonly string[];
  readonly error: { readonly sqlstate: string } | null;
}

const HAZARDS = path.join(__dirname, '../../../hazards');
const read = (file: string): unknown => JSON.parse(readFileSync(path.join(HAZARDS, file), 'utf8'));

/** Facts of single statements that no schema decides, with the reason for each. */
const unpredictable = read('measure/unpredictable.json') as {
  readonly facts: readonly string[];
  readonly statements: readonly string[];
}[];

/** A catalog that was read is not known to be all there is: what it does not have may stand all the same. */
const MAY_STAND = /\bnowhere\b/;

let server: TestServer;
let facts: CatalogFacts;
let observed: readonly Observation[];
beforeAll(async () => {
  await loadParser();
  server = await startTestServer();
  const { fixture, statements } = read('observations/pg15.json') as {
    readonly fixture: string;
    readonly statements: readonly Observation[];
  };
  const connection = await server.create();
  await sql(connection, fixture);
  facts = await withSession(connection, { readOnly: true }, readCatalogFacts);
  observed = statements.filter(({ outside, error }) => !outside && !/^2[23]/.test(error?.sqlstate ?? ''));
});
afterAll(() => server.stop());

function predicted({ sql: text, setup = [] }: Observation): StatementEffect | undefined {
  const sent = (each: string) => ({ sql: each, inTransaction: true });
  // What is set lasts as long as the session.
  const atOnce = setup.some((each) => each.startsWith('SET'));
  return reviewMigration({
    ...{ migration: 'm', serverMajor: 15, searchPath: ['app', 'public'], timeZone: 'UTC', ...facts },
    ...(atOnce ? {} : { earlier: setup.map(sent) }),
    up: [...(atOnce ? setup : []), text].map(sent),
    down: [],
  }).statements.at(-1)?.effect;
}

const listed = (text: string, fact: string): boolean =>
  MAY_STAND.test(text) ||
  unpredictable.some((each) => each.facts.includes(fact) && each.statements.includes(text));

test('what a live catalog tells is enough to predict what PostgreSQL does', () => {
  const wrong: unknown[] = [];
  for (const each of observed) {
    const effect = predicted(each);
    const locks = effect?.locks.map(({ relation, mode }) => [relation, mode]);
    const ours = { ...effect, locks, error: effect?.error?.sqlstate ?? null };
    const theirs = { ...each, error: each.error?.sqlstate ?? null };
    // Not told: an error that comes of something that is not there.
    if (theirs.error !== null && ours.error === null) continue;
    for (const fact of ['locks', 'rewrites', 'scans', 'builds', 'error'] as const)
      if (!listed(each.sql, fact) && JSON.stringify(ours[fact]) !== JSON.stringify(theirs[fact]))
        wrong.push({ sql: each.sql, setup: each.setup, fact, ours: ours[fact], theirs: theirs[fact] });
  }
  expect(wrong).toEqual([]);
  expect(observed.length).toBeGreaterThan(1000);
});
