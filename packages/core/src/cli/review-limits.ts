import { reaches, type FileFinding, type FilesReview } from '@safe-migrate/hazards';

/** From which level on a finding counts; `off`: never. */
export type Limit = 'risky' | 'dangerous' | 'off';

export interface Limits {
  readonly threshold: Exclude<Limit, 'off'>;
  /** For findings about locks and work: the site would wait. */
  readonly operation: Limit;
  /** For findings about code of the previous release: it would break. */
  readonly compatibility: Limit;
}

const limitOf = ({ axis }: FileFinding, limits: Limits): Limit =>
  axis === 'operation' || axis === 'compatibility' ? limits[axis] : limits.threshold;

/** Whether any finding that nobody answers for reaches its limit. */
export function exceeds({ statements, findings }: FilesReview, limits: Limits): boolean {
  return [...statements.flatMap((statement) => statement.findings), ...findings].some((finding) => {
    const limit = limitOf(finding, limits);
    return limit !== 'off' && reaches(finding.level, limit);
  });
}
