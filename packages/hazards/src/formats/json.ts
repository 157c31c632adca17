import type { FilesReview } from '../files/contract';

/** The version of the format; raised when a field changes its meaning or goes away. Its schema: docs/schemas/review.schema.json. */
export const JSON_VERSION = 1;

/** For programs: everything that the review knows, statement by statement. */
export const renderJson = ({ serverMajor, level, files, statements, findings }: FilesReview): string =>
  JSON.stringify({ version: JSON_VERSION, serverMajor, level, files, statements, findings }, null, 2);
