import { withoutPasswords } from './secrets';

/** What every error of safe-migrate tells its reader. */
export interface ErrorFacts {
  /** Stable identifier, e.g. `PG_DUMP_NOT_FOUND`; part of the public interface. */
  readonly code: string;
  /** What happened, in one sentence. */
  readonly what: string;
  /** Why it happened or why it matters. */
  readonly why: string;
  /** What to type or change next. */
  readonly next: string;
}

/** How an error ends a run (design: the outcomes and their exit codes). */
export type ErrorKind = 'usage' | 'refused' | 'failed' | 'interrupted';

/**
 * A failure that a user can act on. It is shown without a stack trace; anything else that is thrown is a bug
 * and is shown with one.
 */
export class SafeMigrateError extends Error implements ErrorFacts {
  readonly code: string;
  readonly what: string;
  readonly why: string;
  readonly next: string;
  readonly kind: ErrorKind;

  constructor(facts: ErrorFacts, kind: ErrorKind = 'failed') {
    super(withoutPasswords(facts.what));
    this.name = 'SafeMigrateError';
    this.code = facts.code;
    this.what = withoutPasswords(facts.what);
    this.why = withoutPasswords(facts.why);
    this.next = withoutPasswords(facts.next);
    this.kind = kind;
  }

  /** The four facts as plain data, for a record. */
  facts(): ErrorFacts {
    return { code: this.code, what: this.what, why: this.why, next: this.next };
  }
}

/** A wrong option, path or configuration: nothing was contacted or changed. Exit code 2. */
export function usageError(facts: ErrorFacts): SafeMigrateError {
  return new SafeMigrateError(facts, 'usage');
}

/** A guard, a policy or a review said no: nothing was changed. Exit code 3. */
export function refusal(facts: ErrorFacts): SafeMigrateError {
  return new SafeMigrateError(facts, 'refused');
}

/** Renders an error for a terminal: four labelled lines, or the stack of a bug. */
export function formatError(error: unknown): string {
  if (error instanceof SafeMigrateError) {
    return [
      `ERROR ${error.code}: ${error.what}`,
      `  why:  ${indent(error.why)}`,
      `  next: ${indent(error.next)}`,
    ].join('\n');
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `BUG in safe-migrate, please report it:\n${withoutPasswords(stack)}`;
}

function indent(text: string): string {
  return text.split('\n').join('\n        ');
}
