import type { Level } from '../contract';
import type { LockMode, PredictedError } from '../effects/effect';
import type { Axis } from '../rules/rule';
import type { Place } from '../sql/positions';

/** `all`: every file in one transaction; `each`: one per file; `none`: only those that a file opens with BEGIN. */
export type TransactionMode = 'all' | 'each' | 'none';

export interface SqlFile {
  readonly path: string;
  readonly text: string;
}

export interface ReviewFilesInput {
  readonly files: readonly SqlFile[];
  /** The schema that stands before the first file, as SQL; left out where it is not known. */
  readonly schema?: SqlFile;
  readonly serverMajor: number;
  readonly transaction: TransactionMode;
  /** Judge each file against the schema alone, not after the files before it. */
  readonly independent: boolean;
  /** Rules that are off by default and shall speak, by id; `all` for every one of them. */
  readonly enable?: readonly string[];
  /** The day of the review, `YYYY-MM-DD`: acknowledgements run out. */
  readonly today: string;
}

/** A change of the file's text that takes the finding away. Columns and lines count from 1. */
export interface Edit {
  readonly start: Place;
  readonly end: Place;
  readonly text: string;
}

export interface Fix {
  readonly description: string;
  readonly edits: readonly Edit[];
}

export interface FileFinding {
  readonly rule: string;
  readonly level: Level;
  readonly axis: Axis;
  readonly file: string;
  /** 1-based; the column counts UTF-16 units. */
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly why: string;
  readonly safeWay: string;
  /** The SQL to send instead, in this order, each by itself outside a transaction. */
  readonly rewrite?: readonly string[];
  readonly fix?: Fix;
}

/** A finding that somebody answers for, in a comment in the file. */
export interface AcknowledgedFinding extends FileFinding {
  readonly acknowledged: {
    /** Whose syntax the comment has. */
    readonly by: string;
    readonly line: number;
    readonly until: string | null;
    readonly reason: string | null;
  };
}

/**
 * How much is known of what a statement does. `partial`: it touches a relation that the schema does not declare, so that what hangs on
 * it (parents, partitions, indexes) is missing. `unknown`: it can do anything.
 */
export type Knowledge = 'known' | 'partial' | 'unknown';

export interface FileStatement {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly sql: string;
  readonly level: Level;
  readonly effect: Knowledge;
  /** The strongest lock on each relation that stood before the statement, by name. */
  readonly locks: readonly { readonly relation: string; readonly mode: LockMode }[];
  readonly rewrites: readonly string[];
  readonly scans: readonly string[];
  readonly builds: readonly string[];
  readonly error: PredictedError | null;
  readonly findings: readonly FileFinding[];
  readonly acknowledged: readonly AcknowledgedFinding[];
}

export interface FilesReview {
  readonly serverMajor: number;
  readonly level: Level;
  readonly files: readonly string[];
  readonly statements: readonly FileStatement[];
  /** Findings that belong to no statement. */
  readonly findings: readonly FileFinding[];
}

export interface SchemaProblem extends Place {
  readonly message: string;
}

export type FilesOutcome =
  | { readonly ok: true; readonly review: FilesReview }
  | { readonly ok: false; readonly schema: SchemaProblem };
