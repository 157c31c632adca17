import type { FilesReview, SqlFile } from '../files/contract';
import { reviewFiles } from '../files/review-files';

const schema = `CREATE SCHEMA app;
SET search_path = app;
CREATE TABLE account (id int PRIMARY KEY, email text, plan varchar(20));`;

/** Reviews files against a small schema, on 15 June 2026. */
export const reviewOf = (files: readonly SqlFile[]): FilesReview => reviewBeside(files, schema);

/**
 * Reviews one file, on the same day.
 *
 * @param beside the schema; undefined: it is not known what there is
 */
export const reviewText = (text: string, beside?: string, serverMajor?: number): FilesReview =>
  reviewBeside([{ path: 'a.sql', text }], beside, serverMajor);

function reviewBeside(files: readonly SqlFile[], beside: string | undefined, serverMajor = 17): FilesReview {
  const outcome = reviewFiles({
    files,
    ...(beside === undefined ? {} : { schema: { path: 'schema.sql', text: beside } }),
    ...{ serverMajor, transaction: 'none', independent: false, today: '2026-06-15' },
  });
  if (!outcome.ok) throw new Error(outcome.schema.message);
  return outcome.review;
}

/** What formats must survive: tabs, wide characters, quotes, markup, percent signs, a syntax error, acknowledgements. */
export const awkward: readonly SqlFile[] = [
  {
    path: 'db/a file, 100%.sql',
    text: `-- é😀
\t/* 🙂é */ ALTER TABLE account DROP COLUMN "pl<a>n|&";
CREATE INDEX i ON account (email);
-- safe-migrate: allow drop-column until 2026-07-01 because "plan" is <gone> & forgotten
ALTER TABLE account DROP COLUMN plan;
SELECT 'ü', \`oops\`;
-- safe-migrate: allow drop-table`,
  },
  { path: 'db/second.sql', text: 'CREATE INDEX i2 ON account (email);\nCREATE INDEX i2 ON account (email);' },
  { path: 'db/empty.sql', text: '' },
];
