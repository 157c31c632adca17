import { loadParser } from '@safe-migrate/hazards';
import type { SentStatement } from '../typeorm/protocol';
import { isRestored } from './own-findings';
import type { Trial } from './try-migration';

beforeAll(loadParser);

const sent = (sql: string) => [{ sql }] as unknown as readonly SentStatement[];
const trial = (up: string, before: string, after: string): Trial =>
  ({
    up: { statements: sent(up) },
    down: { statements: [] },
    schemas: { before, after },
  }) as unknown as Trial;
const MOOD = (labels: string) => `CREATE TYPE "app"."mood" AS ENUM (\n${labels}\n);`;

test('what stays for good does not hide that the rest is as it was', () => {
  const up = `ALTER TYPE app.mood ADD VALUE 'bad'`;
  expect(isRestored(trial(up, MOOD(`    'good'`), MOOD(`    'good',\n    'bad'`)))).toBe(true);
  expect(isRestored(trial('SELECT 1', MOOD(`    'good'`), MOOD(`    'good',\n    'bad'`)))).toBe(false);
});

test('an extension that stood before and is gone is not', () => {
  const up = 'CREATE EXTENSION IF NOT EXISTS citext';
  expect(isRestored(trial(up, 'CREATE EXTENSION IF NOT EXISTS "citext" WITH SCHEMA "public";', ''))).toBe(
    false,
  );
});

test('a trial in one transaction that left nothing, and so has no dumps, is restored; one whose down() failed is not', () => {
  const quick = { up: { statements: [] }, down: { statements: [] } } as unknown as Trial;
  expect(isRestored(quick)).toBe(true);
  const failed = { ...quick, down: { statements: [], failure: { message: 'no' } } } as unknown as Trial;
  expect(isRestored(failed)).toBe(false);
});
