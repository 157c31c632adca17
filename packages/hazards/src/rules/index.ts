import { addColumnRewrites } from './add-column-rewrites';
import { addColumnWithConstraint } from './add-column-with-constraint';
import { addConstraintBuildsIndex } from './add-constraint-builds-index';
import { addConstraintScans } from './add-constraint-scans';
import { addRequiredColumn } from './add-required-column';
import { autovacuumOff } from './autovacuum-off';
import { backfillInDdlTransaction } from './backfill-in-ddl-transaction';
import { backfillUnbatched } from './backfill-unbatched';
import { booleanWithoutDefault } from './boolean-without-default';
import { changeAccess } from './change-access';
import { changeDomain } from './change-domain';
import { changeGeneration } from './change-generation';
import { changeSequence } from './change-sequence';
import { checkDependsOnTime } from './check-depends-on-time';
import { concurrentlyInTransaction } from './concurrently-in-transaction';
import { copyData } from './copy-data';
import { createIndexBlocks } from './create-index-blocks';
import { createTrigger } from './create-trigger';
import { definerWithoutSearchPath } from './definer-without-search-path';
import { deleteRows } from './delete-rows';
import { detachPartition } from './detach-partition';
import { disableTriggers } from './disable-triggers';
import { downCannotRestore } from './down-cannot-restore';
import { dropAndAddColumn } from './drop-and-add-column';
import { dropAndAddElsewhere } from './drop-and-add-elsewhere';
import { dropCascade } from './drop-cascade';
import { dropColumn } from './drop-column';
import { dropConstraint } from './drop-constraint';
import { dropDatabase } from './drop-database';
import { dropDefault } from './drop-default';
import { dropExtension } from './drop-extension';
import { dropIndexBlocks } from './drop-index-blocks';
import { dropNotNull } from './drop-not-null';
import { dropRoutine } from './drop-routine';
import { dropSchema } from './drop-schema';
import { dropSequence } from './drop-sequence';
import { dropTable } from './drop-table';
import { dropType } from './drop-type';
import { dropView } from './drop-view';
import { enumSwap } from './enum-swap';
import { enumValueUsedInTransaction } from './enum-value-used-in-transaction';
import { enumValueWithoutPlace } from './enum-value-without-place';
import { existingRowsMayViolate } from './existing-rows-may-violate';
import { fillsFromQuery } from './fills-from-query';
import { foreignKeyCascades } from './foreign-key-cascades';
import { foreignKeyTypeMismatch } from './foreign-key-type-mismatch';
import { foreignKeyWithoutIndex } from './foreign-key-without-index';
import { identifierTooLong } from './identifier-too-long';
import { ifNotExistsHides } from './if-not-exists-hides';
import { insertWithoutColumns } from './insert-without-columns';
import { lockTable } from './lock-table';
import { lockTimeoutNotInEffect } from './lock-timeout-not-in-effect';
import { lockTimeoutTooLong } from './lock-timeout-too-long';
import { locksAnotherTable } from './locks-another-table';
import { locksSeveralTables } from './locks-several-tables';
import { nameNeedsQuotes } from './name-needs-quotes';
import { noLockTimeout } from './no-lock-timeout';
import { notEnforced } from './not-enforced';
import { notRepeatable } from './not-repeatable';
import { notValidNeverValidated } from './not-valid-never-validated';
import { opaqueCode } from './opaque-code';
import { overwriteRows } from './overwrite-rows';
import { partitionScans } from './partition-scans';
import { predictedError } from './predicted-error';
import { preferBigintKeys } from './prefer-bigint-keys';
import { preferIdentity } from './prefer-identity';
import { preferJsonb } from './prefer-jsonb';
import { preferLookupTable } from './prefer-lookup-table';
import { preferNumeric } from './prefer-numeric';
import { preferText } from './prefer-text';
import { preferTimestamptz } from './prefer-timestamptz';
import { protectiveSetting } from './protective-setting';
import { refreshMatviewBlocks } from './refresh-matview-blocks';
import { reindexBlocks } from './reindex-blocks';
import { rename } from './rename';
import { replaceRoutine } from './replace-routine';
import { replicaIdentity } from './replica-identity';
import { rewriteTable } from './rewrite-table';
import { rowsInSchemaMigration } from './rows-in-schema-migration';
import { setLocalWithoutTransaction } from './set-local-without-transaction';
import { setNotNull } from './set-not-null';
import { setSchema } from './set-schema';
import { setUnlogged } from './set-unlogged';
import { severalForeignKeys } from './several-foreign-keys';
import { severalPasses } from './several-passes';
import { statementAfterLock } from './statement-after-lock';
import { tableWithoutPrimaryKey } from './table-without-primary-key';
import { transactionControl } from './transaction-control';
import { truncate } from './truncate';
import { typeChangeLosesValues } from './type-change-loses-values';
import { typeChangeRewrites } from './type-change-rewrites';
import { unknownFunction } from './unknown-function';
import { unknownStatement } from './unknown-statement';
import { unnamedConcurrentIndex } from './unnamed-concurrent-index';
import { unqualifiedName } from './unqualified-name';
import { updateWithoutWhere } from './update-without-where';
import { upsertOverwrites } from './upsert-overwrites';
import { validateInSameTransaction } from './validate-in-same-transaction';
import { wideIndex } from './wide-index';
import { writeSystemCatalog } from './write-system-catalog';
import type { Rule } from './rule';

/** Every rule, by id. One file each; the spec beside it holds cases that fire and cases that do not. */
export const rules: readonly Rule[] = [
  addColumnRewrites,
  addColumnWithConstraint,
  addConstraintBuildsIndex,
  addConstraintScans,
  addRequiredColumn,
  autovacuumOff,
  backfillInDdlTransaction,
  backfillUnbatched,
  booleanWithoutDefault,
  changeAccess,
  changeDomain,
  changeGeneration,
  changeSequence,
  checkDependsOnTime,
  concurrentlyInTransaction,
  copyData,
  createIndexBlocks,
  createTrigger,
  definerWithoutSearchPath,
  deleteRows,
  detachPartition,
  disableTriggers,
  downCannotRestore,
  dropAndAddColumn,
  dropAndAddElsewhere,
  dropCascade,
  dropColumn,
  dropConstraint,
  dropDatabase,
  dropDefault,
  dropExtension,
  dropIndexBlocks,
  dropNotNull,
  dropRoutine,
  dropSchema,
  dropSequence,
  dropTable,
  dropType,
  dropView,
  enumSwap,
  enumValueUsedInTransaction,
  enumValueWithoutPlace,
  existingRowsMayViolate,
  fillsFromQuery,
  foreignKeyCascades,
  foreignKeyTypeMismatch,
  foreignKeyWithoutIndex,
  identifierTooLong,
  ifNotExistsHides,
  insertWithoutColumns,
  lockTable,
  lockTimeoutNotInEffect,
  lockTimeoutTooLong,
  locksAnotherTable,
  locksSeveralTables,
  nameNeedsQuotes,
  noLockTimeout,
  notEnforced,
  notRepeatable,
  notValidNeverValidated,
  opaqueCode,
  overwriteRows,
  partitionScans,
  predictedError,
  preferBigintKeys,
  preferIdentity,
  preferJsonb,
  preferLookupTable,
  preferNumeric,
  preferText,
  preferTimestamptz,
  protectiveSetting,
  refreshMatviewBlocks,
  reindexBlocks,
  rename,
  replaceRoutine,
  replicaIdentity,
  rewriteTable,
  rowsInSchemaMigration,
  setLocalWithoutTransaction,
  setNotNull,
  setSchema,
  setUnlogged,
  severalForeignKeys,
  severalPasses,
  statementAfterLock,
  tableWithoutPrimaryKey,
  transactionControl,
  truncate,
  typeChangeLosesValues,
  typeChangeRewrites,
  unknownFunction,
  unknownStatement,
  unnamedConcurrentIndex,
  unqualifiedName,
  updateWithoutWhere,
  upsertOverwrites,
  validateInSameTransaction,
  wideIndex,
  writeSystemCatalog,
];
