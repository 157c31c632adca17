import { wholeDifferences, type WholeContent } from '../../backup/database-content';
import type { BackupContent } from '../../backup/manifest';
import { contentDifferences } from '../../backup/named-fingerprint';
import type { PhysicalFacts } from '../pgbackrest/physical-content';

/** What the live database held before a backup was begun and after it was done: nobody knows at which moment in between it was taken. */
export interface Around {
  readonly before: WholeContent;
  readonly after: WholeContent;
  readonly facts: Omit<PhysicalFacts, 'before'>;
}

/** What a comparison says. */
export interface Compared {
  /** In words; empty where the copy holds what it must. */
  readonly differences: readonly string[];
  /** Tables that were written to meanwhile, and hold neither what they held before nor what they held after. */
  readonly notCompared: readonly string[];
  /** What the copy must hold each time that it is restored; without {@link notCompared}. */
  readonly expected: BackupContent;
}

/**
 * Compares a copy with the live database before and after the backup. A table is compared exactly where nobody wrote to it meanwhile, and
 * where the copy holds what it held at either end; the others are named.
 */
export function compareCopy({ before, after, facts }: Around, copy: BackupContent): Compared {
  const written = new Set(
    contentDifferences(before.content.tables, after.content.tables).map(({ table }) => table),
  );
  const isEqual = (table: string, { content }: WholeContent) =>
    contentDifferences(only(content.tables, table), only(copy.tables, table)).length === 0;
  const empty = facts.unlogged.filter(
    (table) => copy.tables[table]?.rows === '0' || copy.tables[table] === undefined,
  );
  const notCompared = [...written].filter(
    (table) => table in copy.tables && !isEqual(table, before) && !isEqual(table, after),
  );
  const left = new Set([...notCompared, ...empty]);
  const tables = Object.fromEntries(
    Object.entries({ ...before.content.tables, ...after.content.tables }).flatMap(([table, print]) => {
      if (left.has(table)) return [];
      const then = before.content.tables[table];
      return [[table, written.has(table) && then && isEqual(table, before) ? then : print] as const];
    }),
  );
  const expected: BackupContent = {
    tables,
    sequences: Object.fromEntries(
      after.structure.sequences.flatMap(({ oid, schema, name }) => {
        const key = `${schema}.${name}`;
        const [from, to] = [
          before.content.sequences[key]?.from ?? null,
          after.content.sequences[key]?.to ?? null,
        ];
        if (facts.unlogged.includes(key)) return [];
        const step = facts.ahead.get(oid);
        const ahead =
          to === null ? null : step === null || step === undefined ? to : (BigInt(to) + step).toString();
        return [[key, { from: step === null ? null : from, to: ahead }] as const];
      }),
    ),
    largeObjects: after.content.largeObjects,
    objects: after.content.objects,
  };
  const kept = { ...copy, tables: without(copy.tables, left), sequences: copy.sequences };
  const changed = JSON.stringify(before.content.objects) !== JSON.stringify(after.content.objects);
  const loose = JSON.stringify(before.content.largeObjects) !== JSON.stringify(after.content.largeObjects);
  return {
    expected,
    notCompared: [
      ...notCompared,
      ...(loose ? ['large objects'] : []),
      ...(changed ? ['objects of the schema, which were changed meanwhile'] : []),
    ],
    differences: wholeDifferences(
      {
        ...expected,
        ...(loose ? { largeObjects: kept.largeObjects } : {}),
        ...(changed ? { objects: kept.objects } : {}),
      },
      kept,
    ),
  };
}

const only = <T>(all: Readonly<Record<string, T>>, name: string): Record<string, T> =>
  all[name] === undefined ? {} : { [name]: all[name] };

const without = <T>(all: Readonly<Record<string, T>>, names: ReadonlySet<string>): Record<string, T> =>
  Object.fromEntries(Object.entries(all).filter(([name]) => !names.has(name)));
