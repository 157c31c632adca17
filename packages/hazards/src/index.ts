export type {
  ColumnFacts,
  ConstraintFacts,
  Finding,
  IndexFacts,
  Level,
  MigrationReview,
  RecordedStatement,
  ReviewInput,
  StatementVerdict,
  TableFacts,
  TypeFacts,
} from './contract';
export { reviewMigration } from './review/review';
export { readOnlyOrRowSafe } from './review/row-safe';
export { loadParser } from './sql/parser';
