import type { Finding } from '../contract';
import { knownRules } from '../policy/known-rules';
import type { Place } from '../sql/positions';
import type { FileFinding, Fix, SqlFile } from './contract';
import type { FixContext } from './fixes';
import { fixFor } from './fixes';
import { judgePsql, psqlCommand } from './psql-commands';
import type { Part } from './split';

/** The findings of a recording about one part of a file, at their places in the file. */
export const fileFindings = (
  findings: readonly Finding[],
  part: Part,
  file: SqlFile,
  context: FindingContext,
): readonly FileFinding[] =>
  forFile(findings, context).map((found) => {
    // What fails is not put right by doing the same in steps.
    const fails = findings.some(({ rule }) => rule === 'predicted-error');
    return toFileFinding(found, file, part, context.place, fails ? null : fixFor(found, part, context));
  });

export interface FindingContext extends FixContext {
  /** What the statement says about transactions, such as `TRANS_STMT_BEGIN`. */
  readonly verb: string | undefined;
  /** Whether the runner has opened a transaction around the file. */
  readonly wrapped: boolean;
}

type Found = Pick<Finding, 'rule' | 'level' | 'message' | 'why' | 'safeWay' | 'rewrite'>;

function toFileFinding(
  found: Found,
  file: SqlFile,
  part: Part,
  place: (index: number) => Place,
  fix: Fix | null,
): FileFinding {
  const { rule, level, why } = found;
  const { problem } = part;
  const { line, column } = place(part.start + (problem?.position ?? 0));
  const axis = knownRules.get(rule)?.axis ?? 'certainty';
  const plain = {
    rule,
    level,
    axis,
    file: file.path,
    line,
    column,
    message: problem?.message ?? found.message,
    why,
    safeWay: problem === null ? found.safeWay : 'Correct the SQL.',
  };
  if (found.rewrite === undefined) return fix === null ? plain : { ...plain, fix };
  return fix === null ? { ...plain, rewrite: found.rewrite } : { ...plain, rewrite: found.rewrite, fix };
}

/**
 * In a file BEGIN and COMMIT are the file's own transactions, unless the runner has opened one around it, and so is what a DO block
 * outside one ends; a ROLLBACK leaves in doubt what stands after it.
 */
function forFile(findings: readonly Finding[], context: FindingContext): readonly Finding[] {
  const { verb, inTransaction, wrapped } = context;
  return findings.flatMap((finding) => {
    if (finding.rule !== 'transaction-control') return [finding];
    if (verb === undefined)
      return !inTransaction && finding.message.startsWith('COMMIT') && isDo(context) ? [] : [finding];
    const ownBusiness = ['TRANS_STMT_BEGIN', 'TRANS_STMT_START', 'TRANS_STMT_COMMIT'].includes(verb);
    if (ownBusiness) return wrapped ? [finding] : [];
    if (verb !== 'TRANS_STMT_ROLLBACK') return [finding];
    const message = 'ROLLBACK undoes the statements before it, back to BEGIN';
    return [{ ...finding, level: 'risky', message }];
  });
}

function isDo({ node }: FindingContext): boolean {
  const found = node();
  return found !== undefined && 'DoStmt' in found;
}

/** The finding about a BEGIN that nothing in its file ends. */
export const neverCommitted = (part: Part, file: SqlFile, place: (index: number) => Place): FileFinding =>
  toFileFinding(
    {
      rule: 'transaction-control',
      level: 'risky',
      message: 'opens a transaction that nothing in the file ends',
      why: 'What is not committed when the session ends is rolled back: the file seems to have run, and nothing of it is there.',
      safeWay: 'COMMIT at the end of the file.',
    },
    file,
    part,
    place,
    null,
  );

/** The findings about a command to psql. */
export const psqlFindings = (
  part: Part,
  file: SqlFile,
  place: (index: number) => Place,
): readonly FileFinding[] =>
  judgePsql(part).map(({ level, message, why = psqlCommand.why, safeWay = psqlCommand.safeWay }) =>
    toFileFinding({ rule: psqlCommand.id, level, message, why, safeWay }, file, part, place, null),
  );
