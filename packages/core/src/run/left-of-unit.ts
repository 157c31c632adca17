import { dropInvalidIndexes } from '../apply/invalid-indexes';
import type { JournaledUnit, KnownRun } from '../journal/unfinished';
import { withSession } from '../target/session';
import { definitionDifferences, structureDifferences, withoutNewList } from '../verify/structure-differences';
import type { Reached } from './reach';
import { readState } from './steps/apply';

/** What the catalog tells of by itself: whether an index is there. Transaction control leaves nothing of its own. */
const TOLD_BY_CATALOG: ReadonlySet<string> = new Set([
  'create-index',
  'drop-index',
  'transaction-begin',
  'transaction-end',
]);

/**
 * What a unit that was begun outside a transaction, and never finished, has left in the database: every reason why it cannot be said that it
 * left nothing. Invalid indexes that were not there before it are dropped first: nothing uses them, and they cost every write.
 *
 * The definitions do not hold everything that a statement can do (comments, rights, what a function did), so that a statement that is known
 * to be done, and is not about an index, is a reason by itself.
 *
 * @param lockTimeout milliseconds that dropping may wait for a lock
 */
export async function leftOfUnit(
  { host, loaded, bookkeeping }: Pick<Reached, 'host' | 'loaded' | 'bookkeeping'>,
  { statements }: Pick<KnownRun, 'statements'>,
  { number, migrations, before }: JournaledUnit,
  lockTimeout: number,
): Promise<readonly string[]> {
  const names = migrations.join(', ');
  if (!before) return [`of ${names} nothing is known from before`];
  const untold = statements.filter(
    ({ unit, kind, done }) => unit === number && !TOLD_BY_CATALOG.has(kind) && (done || kind === 'unknown'),
  );
  await host.query(`SELECT pg_catalog.set_config('lock_timeout', $1, false)`, [`${lockTimeout}ms`]);
  // What cannot be dropped now is found by the comparison, and named.
  await dropInvalidIndexes(host, new Set(before.invalidIndexes), { patience: lockTimeout }).catch(
    () => undefined,
  );
  const now = await withSession(loaded.connection, { readOnly: true }, readState);
  const differences = withoutNewList(
    [
      ...structureDifferences(before.structure, now.structure),
      ...definitionDifferences(before.definitions, now.definitions),
    ],
    bookkeeping,
    before.definitions,
  );
  return [
    ...untold.map(({ done, kind, position }) =>
      done
        ? `statement ${position} of ${names} is done, and the catalog does not tell whether it was undone (${kind})`
        : `whether statement ${position} of ${names} was done cannot be told`,
    ),
    ...differences,
  ];
}
