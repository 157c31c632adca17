import { worst, type Finding } from '@safe-migrate/hazards';
import type { ReviewedMigration } from '../judge-trial';

/**
 * Reviews that end with a finding where the trial did not get to the end: what was not tried is not known, and what is not known is not
 * safe.
 *
 * @param wanted how many migrations were to be judged
 */
export function markCutShort(
  reviews: readonly ReviewedMigration[],
  wanted: number,
): readonly ReviewedMigration[] {
  const last = reviews.at(-1);
  const behind = wanted - reviews.length;
  if (last === undefined || (behind === 0 && last.inconclusive === undefined)) return reviews;
  const why = last.inconclusive ? ` on a database without rows: ${last.inconclusive.message}` : '';
  const rest =
    behind === 0 ? '' : `; ${behind === 1 ? 'the one' : `the ${behind}`} behind it could not be tried`;
  const finding: Finding = {
    ...{ rule: 'not-tried-to-the-end', level: 'risky', direction: 'up', statement: null, sql: null },
    file: last.file,
    message: `up() did not get through${why}${rest}`,
    why: 'What was not sent was not judged.',
    safeWay: last.inconclusive
      ? 'Let up() get through without rows. A run judges what needs rows on the restored backup.'
      : 'Correct up().',
  };
  const findings = [...last.findings, finding];
  const level = worst([last.level, finding.level]);
  return [...reviews.slice(0, -1), { ...last, findings, level }];
}
