export type {
  ColumnFacts,
  ConstraintFacts,
  Finding,
  IndexFacts,
  Level,
  MigrationReview,
  RecordedStatement,
  ReviewInput,
  StatementEffect,
  StatementVerdict,
  TableFacts,
  TypeFacts,
} from './contract';
export { lockModes } from './effects/effect';
export { reviewMigration } from './review/review';
export { howToRepeat, type Repeat } from './review/how-to-repeat';
export { readOnlyOrRowSafe } from './review/row-safe';
export { rowWrites, type RowWrite, type RowWrites } from './review/row-writes';
export {
  changesServer,
  controlsTransaction,
  dropsColumn,
  finalParts,
  leavesNothingToUndo,
  type FinalPart,
} from './review/statement-kinds';
export { loadParser } from './sql/parser';
export { optionalRules } from './policy/enabled';
export { reaches, worst } from './policy/level';
export type {
  AcknowledgedFinding,
  Edit,
  FileFinding,
  FilesOutcome,
  FilesReview,
  FileStatement,
  Fix,
  Knowledge,
  ReviewFilesInput,
  SchemaProblem,
  SqlFile,
  TransactionMode,
} from './files/contract';
export { MAX_FILE_LENGTH } from './files/judge-files';
export { reviewFiles } from './files/review-files';
export { formats, type Format } from './formats';
export { sqlComments } from './migrations/sql-comments';
export { acknowledgementRules, knownRules } from './policy/known-rules';
export { acknowledgementForm } from './policy/acknowledgement';
export { maySpeak } from './policy/enabled';
export { readRemarks, type Remark } from './policy/remarks';
