export {
  acknowledgeMigration,
  type AcknowledgedFinding,
  type AcknowledgedReview,
  type AcknowledgeInput,
} from './acknowledge';
export { readMappedSource, type MappedSource } from './mapped-source';
export type { Place } from './scopes';
