import type { Finding } from '@safe-migrate/hazards';
import { dropsColumn, finalParts, leavesNothingToUndo, readOnlyOrRowSafe } from '@safe-migrate/hazards';
import { NOT_WRITTEN_YET } from '../migration-file';
import type { LoadedMigration, MigrationRun, SentStatement } from '../typeorm/protocol';
import { sameButForColumnOrder } from '../rollback/same-but-for-order';
import { butForFinal } from './but-for-final';
import { lineDifferences } from './line-differences';
import type { Trial } from './try-migration';

/**
 * Findings that need the trial itself, not only the statements: a `down()` that throws or does not bring the schema
 * back, statements that left on another connection, an `up()` that does nothing.
 */
export function ownFindings(migration: LoadedMigration, { up, down, schemas }: Trial): readonly Finding[] {
  const findings: Finding[] = [];
  const add = (
    rule: string,
    level: Finding['level'],
    direction: 'up' | 'down',
    message: string,
    why: string,
    safeWay: string,
  ) =>
    findings.push({
      rule,
      level,
      direction,
      statement: null,
      sql: null,
      file: migration.file,
      message,
      why,
      safeWay,
    });

  const forbidden = OWN_CODES[up.failure?.code ?? ''];
  if (up.failure && forbidden) {
    add(forbidden.rule, 'dangerous', 'up', up.failure.message, forbidden.why, forbidden.safeWay);
  } else if (up.failure && failsAnywhere(up)) {
    add(
      'up-fails',
      'dangerous',
      'up',
      `up() fails on a copy of the schema: ${up.failure.message}`,
      'It would fail on the live database too.',
      'Correct the statement.',
    );
  }
  if (up.failure?.message.includes(NOT_WRITTEN_YET)) {
    add(
      'not-written-yet',
      'dangerous',
      'up',
      'up() is not written yet.',
      'The template of the generator was left as it is.',
      'Write what the migration is for.',
    );
  }
  if (!up.failure && up.statements.length === 0) {
    add(
      'up-empty',
      'risky',
      'up',
      'up() sends no statement.',
      'It would be recorded as executed and never run again.',
      'Write it, or delete the file.',
    );
  }
  if (!migration.hasDown) {
    add(
      'down-missing',
      'dangerous',
      'down',
      'There is no down() method.',
      'The migration cannot be rolled back.',
      'Write a down() that undoes up().',
    );
  }
  if (down?.failure) {
    const unwritten = down.failure.message.includes(NOT_WRITTEN_YET);
    add(
      unwritten ? 'not-written-yet' : 'down-fails',
      'dangerous',
      'down',
      unwritten ? 'down() is not written yet.' : `down() fails right after up(): ${down.failure.message}`,
      'The migration cannot be rolled back.',
      'Write a down() that undoes up().',
    );
  }
  const compared = comparedSchemas({ up, schemas });
  if (compared && compared.before !== compared.after && !isFinalByNature({ up, down })) {
    const differences = lineDifferences(compared.before, compared.after);
    if (isMovedOnly(compared, up))
      add(
        'down-moves-column',
        'safe',
        'down',
        `After up() and down() columns stand in another order:\n${differences}`,
        'What is dropped and made again is the last column of its table: SELECT * and INSERT without a list of columns see that.',
        'PostgreSQL cannot put it back where it was. Name the columns in queries.',
      );
    else
      add(
        'down-does-not-restore',
        'dangerous',
        'down',
        `After up() and down() the schema is not what it was:\n${differences}`,
        'A rollback would leave the database in a shape that no release has been tested with.',
        'Undo in down() exactly what up() does, defaults, constraints, indexes and column order included.',
      );
  }
  for (const { sql } of up.statements.filter(({ escaped }) => escaped).slice(0, 1)) {
    add(
      'escapes-the-transaction',
      'dangerous',
      'up',
      `A statement is sent on another connection than the migration's: ${sql.slice(0, 120)}`,
      'It is committed by itself, whatever becomes of the migration.',
      'Send everything through the queryRunner that up() is given.',
    );
  }
  return findings;
}

/** Before up() and after down(), without what migrations leave for good. */
function comparedSchemas({ up, schemas }: Pick<Trial, 'up' | 'schemas'>): Trial['schemas'] {
  return (
    schemas &&
    butForFinal(
      schemas,
      up.statements.flatMap(({ sql }) => finalParts(sql)),
    )
  );
}

/** Nothing that stood before `up()` is missing after `down()`. */
export function isRestored(trial: Trial): boolean {
  if (trial.down === undefined || trial.down.failure) return false;
  const compared = comparedSchemas(trial);
  // A trial in one transaction has no dumps: it is only believed where the catalogs show that nothing is left of it.
  return !compared || compared.before === compared.after || isMovedOnly(compared, trial.up);
}

/** A column that is dropped and made again is the last one of its table: that cannot be helped. */
function isMovedOnly({ before, after }: NonNullable<Trial['schemas']>, up: MigrationRun): boolean {
  return up.statements.some(({ sql }) => dropsColumn(sql)) && sameButForColumnOrder(before, after);
}

/**
 * An `up()` that only validates constraints or adds enum labels, with a `down()` that changes nothing: PostgreSQL has no way to
 * take either back, and what stays harms nobody.
 */
export function isFinalByNature({ up, down }: Pick<Trial, 'up' | 'down'>): boolean {
  return (
    up.statements.length > 0 &&
    up.statements.every(({ sql }) => leavesNothingToUndo(sql)) &&
    (down?.statements ?? []).every(({ sql }) => readOnlyOrRowSafe(sql) && !leavesNothingToUndo(sql))
  );
}

/** Failures that the host itself sees, whatever rows there are. */
const OWN_CODES: Readonly<
  Record<string, { readonly rule: string; readonly why: string; readonly safeWay: string }>
> = {
  MIGRATION_ESCAPES: {
    rule: 'escapes-the-transaction',
    why: 'What it does there is committed by itself, whatever becomes of the migration, and nothing can be proven about it.',
    safeWay: 'Send everything through the queryRunner that up() is given.',
  },
  NOT_AWAITED: {
    rule: 'not-awaited',
    why: 'It may run after COMMIT, outside the transaction, or not at all.',
    safeWay: 'Put await before every queryRunner call; use for ... of instead of forEach(async ...).',
  },
  TRANSACTION_CONTROL: {
    rule: 'transaction-control',
    why: 'A COMMIT in the middle makes half a migration permanent; what fails after it cannot be rolled back.',
    safeWay:
      "Leave transactions to the runner. For CREATE INDEX CONCURRENTLY and the like: `transaction = false` in the migration class, and migrationsTransactionMode: 'each' in the data source.",
  },
  SERVER_WIDE: {
    rule: 'server-wide',
    why: 'Roles, databases, tablespaces and the configuration belong to the whole server: trying it would change the live one, and dropping the scratch database would not take it back.',
    safeWay:
      'Leave --scratch-url out, so that a scratch server of our own is booted for trials, or name a server that is not the live one. Better: create roles and databases outside of migrations.',
  },
  QUERY_UNREADABLE: {
    rule: 'query-unreadable',
    why: 'What cannot be read cannot be judged, and is not sent.',
    safeWay: 'Send the statement as text through the queryRunner that up() is given.',
  },
  ERROR_SWALLOWED: {
    rule: 'error-swallowed',
    why: 'The migration would be recorded as executed although PostgreSQL has rolled it back.',
    safeWay: 'Let errors of statements through; use IF EXISTS / IF NOT EXISTS, or look at the catalog first.',
  },
};

/**
 * Failures that rows have no part in: SQLSTATE class 42 (syntax errors and unknown objects depend on the schema, which is
 * the live one's) and what the host itself sees.
 */
export function failsAnywhere({ failure }: MigrationRun): boolean {
  return failure?.code !== undefined && (failure.code.startsWith('42') || failure.code in OWN_CODES);
}

/** Outside a transaction only statements that cannot change a row are let pass: nothing could be rolled back. */
export function outsideTransaction(
  migration: LoadedMigration,
  statements: readonly SentStatement[],
  cannotChangeRows: (sql: string) => boolean,
): readonly Finding[] {
  return statements.flatMap(({ sql, file, line }, statement) =>
    cannotChangeRows(sql)
      ? []
      : [
          {
            rule: 'outside-transaction',
            level: 'dangerous' as const,
            direction: 'up' as const,
            statement,
            sql: sql.slice(0, 200),
            file: file ?? migration.file,
            line,
            message: 'This statement would run outside a transaction.',
            why: 'If anything after it failed, it could not be rolled back, and the proof that no row was lost needs one transaction.',
            safeWay:
              'Keep in a migration with transaction = false only what cannot run inside one: CREATE INDEX CONCURRENTLY and the like. Move the rest to a migration of its own.',
          },
        ],
  );
}
