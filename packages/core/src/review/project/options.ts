import { flag, oneOf, parseMajor, parseOutput, wrong, type ReviewOptions } from '../../cli/review-options';
import { parseSettings } from '../../settings/settings';

/** What is reviewed, and against which schema. Paths are absolute. */
export interface ProjectReviewOptions extends Pick<ReviewOptions, 'format' | 'limits'> {
  readonly projectRoot: string;
  readonly dataSource: string;
  /** Paths are shown relative to it. */
  readonly displayRoot: string;
  /**
   * `live`: the schema of the live database; `snapshot`: the one that a run wrote; `zero`: the migrations themselves, from the first on;
   * undefined: the first of these that there is.
   */
  readonly from?: 'live' | 'snapshot' | 'zero';
  readonly snapshotFile: string;
  /** Rules that are off by default and shall speak, or `all`. */
  readonly enable: readonly string[];
  /** The last migration that is not judged. */
  readonly after?: string;
  /** SQL to run on the empty database first. */
  readonly setup?: string;
  readonly major?: number;
  readonly scratchUrl?: string;
  readonly pgBin?: string;
  readonly outputFile?: string;
}

/** Options that only SQL files have. */
const OF_SQL = ['schema', 'transaction', 'independent'] as const;
/** Options that speak of a schema which is built from nothing. */
const OF_ZERO = ['all', 'after', 'setup', 'pg'] as const;

/**
 * Checks what was given. Data source, `scratchUrl` and `pgBin` may come from `safe-migrate.config.json`.
 *
 * @throws SafeMigrateError REVIEW_OPTION, and those of the settings
 */
export function parseProjectOptions(
  given: Readonly<Record<string, unknown>> & { readonly projectRoot: string },
  displayRoot: string,
): ProjectReviewOptions {
  if (given['sql'] !== undefined)
    throw wrong(
      'SQL files and a project are given together',
      'SQL files are judged as they are written, the migrations of a project by what they send.',
      '--sql FILE...    (or --data-source FILE)',
    );
  const sql = OF_SQL.find((name) => given[name] !== undefined);
  if (sql !== undefined)
    throw wrong(
      `${flag(sql)} is for SQL files`,
      'A project says itself what its schema and transactions are.',
      '--sql FILE...',
    );
  const { projectRoot } = given;
  const { dataSource, scratchUrl, pgBin, snapshotFile, enable } = parseSettings({
    ...{ projectRoot, dataSource: given['dataSource'], snapshotFile: given['snapshotFile'] },
    enable: given['enable'],
    ...{ scratchUrl: given['scratchUrl'], pgBin: given['pgBin'] },
  });
  const zero = OF_ZERO.find((name) => given[name] !== undefined && given[name] !== false);
  const from =
    given['from'] === undefined
      ? undefined
      : oneOf('--from', given['from'], ['live', 'snapshot', 'zero'] as const, 'zero');
  if (from !== undefined && from !== 'zero' && zero !== undefined)
    throw wrong(
      `--from ${from} and ${flag(zero)} are given together`,
      'Against a schema that is there exactly the migrations are judged that it has not run, on a server of its own major.',
      '--from zero',
    );
  if (given['all'] === true && given['after'] !== undefined)
    throw wrong(
      '--all and --after are given together',
      'Either all are judged, or those behind one.',
      '--all',
    );
  return {
    ...parseOutput(given),
    ...{ projectRoot, dataSource, displayRoot, scratchUrl, pgBin, snapshotFile, enable },
    from: zero === undefined ? from : 'zero',
    after: text(given['after']),
    setup: text(given['setup']),
    major: parseMajor(given['pg']),
    outputFile: text(given['outputFile']),
  };
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
