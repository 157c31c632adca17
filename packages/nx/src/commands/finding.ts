import type { CommandSource } from './sources';

/** What a command does to a database, as far as anyone can tell without running it. */
export type Deed =
  /** Deletes or overwrites what is there. */
  | 'destroys'
  /** Was replaced by a refusal already. */
  | 'refuses'
  /** Takes a migration back outside the pipeline. */
  | 'reverts'
  /** Runs TypeORM migrations outside the pipeline. */
  | 'migrates'
  /** Creates schemas and extensions: with a migration behind it, it sets a database up from nothing. */
  | 'prepares'
  /** Runs migrations of another tool. */
  | 'other-tool';

export interface Finding {
  readonly deed: Deed;
  /** A clause that fits after "because it": `drops every table (typeorm schema:drop)`. */
  readonly why: string;
}

/** One thing that a line does, and where in the line it says so. */
export interface LineFinding extends Finding {
  readonly start: number;
  readonly end: number;
  /** The source that does it, where the line only calls it. */
  readonly through?: CommandSource;
  /** The data source that a TypeORM command names, as written, and the folder it is written for. */
  readonly dataSource?: { readonly path: string; readonly cwd: string };
  /** The command stands plainly in the line and can be replaced there. */
  readonly replaceable: boolean;
  /** Environment assignments or wrappers stand in front of it. */
  readonly hasEnvironment: boolean;
}

const GRAVITY: readonly Deed[] = ['destroys', 'refuses', 'reverts', 'prepares', 'migrates', 'other-tool'];

/** The gravest of several findings. Setting a database up and migrating it in one go is made for an empty one. */
export function gravest(findings: readonly LineFinding[]): LineFinding | undefined {
  const sorted = [...findings].sort((a, b) => GRAVITY.indexOf(a.deed) - GRAVITY.indexOf(b.deed));
  const [first] = sorted;
  if (first?.deed !== 'prepares') return first;
  const migrates = findings.some(({ deed }) => deed === 'migrates' || deed === 'other-tool');
  return migrates
    ? { ...first, deed: 'destroys', why: `${first.why} and migrates, as for an empty one` }
    : first;
}

/** A finding about all of a target or script. */
export function whole(finding: Finding): LineFinding {
  return { ...finding, start: 0, end: 0, replaceable: false, hasEnvironment: false };
}
