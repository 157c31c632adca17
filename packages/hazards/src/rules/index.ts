import { addColumnRewrites } from './add-column-rewrites';
import { addColumnWithConstraint } from './add-column-with-constraint';
import { addConstraintBuildsIndex } from './add-constraint-builds-index';
import { addConstraintScans } from './add-constraint-scans';
import { addRequiredColumn } from './add-required-column';
import { autovacuumOff } from './autovacuum-off';
import { backfillInDdlTransaction } from './backfill-in-ddl-transaction';
import { backfillUnbatched } from './backfill-unbatched';
import { changeAccess } from './change-access';
import { changeDomain } from './change-domain';
import { changeGeneration } from './change-generation';
import { changeSequence } from './change-sequence';
import { concurrentlyInTransaction } from './concurrently-in-transaction';
import { copyData } from './copy-data';
import { createIndexBlocks } from './create-index-blocks';
import { createTrigger } from './create-trigger';
import { deleteRows } from './delete-rows';
import { detachPartition } from './detach-partition';
import { disableTriggers } from './disable-triggers';
import { dropAndAddColumn } from './drop-and-add-column';
import { dropCascade } from './drop-cascade';
import { dropColumn } from './drop-column';
import { dropConstraint } from './drop-constraint';
import { dropDatabase } from './drop-database';
import { dropDefault } from './drop-default';
import { dropExtension } from './drop-extension';
import { dropIndexBlocks } from './drop-index-blocks';
import { dropRoutine } from './drop-routine';
import { dropSchema } from './drop-schema';
import { dropSequence } from './drop-sequence';
import { dropTable } from './drop-table';
import { dropType } from './drop-type';
import { dropView } from './drop-view';
import { enumSwap } from './enum-swap';
import { enumValueUsedInTransaction } from './enum-value-used-in-transaction';
import { ifNotExistsHides } from './if-not-exists-hides';
import { lockTable } from './lock-table';
import { opaqueCode } from './opaque-code';
import { overwriteRows } from './overwrite-rows';
import { partitionScans } from './partition-scans';
import { predictedError } from './predicted-error';
import { protectiveSetting } from './protective-setting';
import { refreshMatviewBlocks } from './refresh-matview-blocks';
import { reindexBlocks } from './reindex-blocks';
import { rename } from './rename';
import { replicaIdentity } from './replica-identity';
import { replaceRoutine } from './replace-routine';
import { rewriteTable } from './rewrite-table';
import { setLocalWithoutTransaction } from './set-local-without-transaction';
import { setNotNull } from './set-not-null';
import { setSchema } from './set-schema';
import { setUnlogged } from './set-unlogged';
import { transactionControl } from './transaction-control';
import { truncate } from './truncate';
import { typeChangeLosesValues } from './type-change-loses-values';
import { typeChangeRewrites } from './type-change-rewrites';
import { unknownFunction } from './unknown-function';
import { unknownStatement } from './unknown-statement';
import { updateWithoutWhere } from './update-without-where';
import { upsertOverwrites } from './upsert-overwrites';
import { validateInSameTransaction } from './validate-in-same-transaction';
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
  changeAccess,
  changeDomain,
  changeGeneration,
  changeSequence,
  concurrentlyInTransaction,
  copyData,
  createIndexBlocks,
  createTrigger,
  deleteRows,
  detachPartition,
  disableTriggers,
  dropAndAddColumn,
  dropCascade,
  dropColumn,
  dropConstraint,
  dropDatabase,
  dropDefault,
  dropExtension,
  dropIndexBlocks,
  dropRoutine,
  dropSchema,
  dropSequence,
  dropTable,
  dropType,
  dropView,
  enumSwap,
  enumValueUsedInTransaction,
  ifNotExistsHides,
  lockTable,
  opaqueCode,
  overwriteRows,
  partitionScans,
  predictedError,
  protectiveSetting,
  refreshMatviewBlocks,
  reindexBlocks,
  rename,
  replaceRoutine,
  replicaIdentity,
  rewriteTable,
  setLocalWithoutTransaction,
  setNotNull,
  setSchema,
  setUnlogged,
  transactionControl,
  truncate,
  typeChangeLosesValues,
  typeChangeRewrites,
  unknownFunction,
  unknownStatement,
  updateWithoutWhere,
  upsertOverwrites,
  validateInSameTransaction,
  writeSystemCatalog,
];
