import type { Session } from '../target/session';

/** How far a long statement is. */
export interface Progress {
  readonly what: string;
  readonly phase: string;
  /** 0 to 1; undefined where the server does not tell. */
  readonly share?: number;
}

/**
 * What the server tells of a statement that one of its processes runs. ALTER TABLE that rewrites tells nothing.
 * https://www.postgresql.org/docs/current/progress-reporting.html
 */
export async function readProgress(session: Session, pid: number): Promise<Progress | undefined> {
  const [row] = await session.query<{ what: string; phase: string; done: number; total: number }>(
    `SELECT lower(command) AS what, phase, (CASE WHEN blocks_total > 0 THEN blocks_done ELSE tuples_done END)::float8 AS done,
            (CASE WHEN blocks_total > 0 THEN blocks_total ELSE tuples_total END)::float8 AS total
       FROM pg_catalog.pg_stat_progress_create_index WHERE pid = $1
      UNION ALL SELECT 'vacuum', phase, heap_blks_scanned::float8, heap_blks_total::float8 FROM pg_catalog.pg_stat_progress_vacuum WHERE pid = $1
      UNION ALL SELECT 'analyze', phase, sample_blks_scanned::float8, sample_blks_total::float8 FROM pg_catalog.pg_stat_progress_analyze WHERE pid = $1
      UNION ALL SELECT lower(command), phase, heap_blks_scanned::float8, heap_blks_total::float8 FROM pg_catalog.pg_stat_progress_cluster WHERE pid = $1`,
    [pid],
  );
  if (!row) return undefined;
  return {
    ...{ what: row.what, phase: row.phase },
    share: row.total > 0 ? Math.min(1, row.done / row.total) : undefined,
  };
}

/** Between two lines about the same statement, in ms. */
export const TELL_EVERY_MS = 5_000;

/**
 * Says how far a statement is, now and then; what the server tells nothing of is still said to go on.
 *
 * @returns to be called with every sample; a line, where it is time for one
 */
export function progressTeller(now: () => number = Date.now) {
  let begun = now();
  let told = begun;
  let phase: { readonly name: string; readonly since: number; readonly share: number } | undefined;
  return {
    /** Another attempt or unit begins. */
    restart: (): void => {
      begun = now();
      told = begun;
      phase = undefined;
    },
    sample: (progress: Progress | undefined): string | undefined => {
      const at = now();
      const name = progress && `${progress.what}, ${progress.phase}`;
      if (progress && name !== undefined && phase?.name !== name)
        phase = { name, since: at, share: progress.share ?? 0 };
      if (at - told < TELL_EVERY_MS) return undefined;
      told = at;
      const since = `${((at - begun) / 1000).toFixed(0)} s`;
      if (!progress) return `still applying, for ${since}`;
      if (progress.share === undefined) return `${name}, for ${since}`;
      const gained = progress.share - (phase?.share ?? 0);
      const left = gained > 0 ? ((1 - progress.share) / gained) * (at - (phase?.since ?? at)) : undefined;
      const words = left === undefined ? '' : `, about ${(left / 1000).toFixed(0)} s left in this phase`;
      return `${name}: ${(progress.share * 100).toFixed(0)} %${words}`;
    },
  };
}
