import type { Finding } from '../contract';
import { knownRules } from '../policy/known-rules';
import type { FileFinding, SqlFile } from './contract';
import type { FixContext } from './fixes';
import { fixFor } from './fixes';
import { judgePsql, psqlCommand } from './psql-commands';
import type { Part } from './split';
import { problemOf } from './split';
import { transactionVerb } from './transactions';

/** The findings of a recording about one part of a file, and those about psql, at their places in the file. */
export const fileFindings = (
  findings: readonly Finding[],
  part: Part,
  file: SqlFile,
  context: FixContext,
): readonly FileFinding[] =>
  [...forFile(findings, part), ...psqlFindings(part)].map((found) =>
    toFileFinding(found, file, part, context),
  );

type Found = Pick<Finding, 'rule' | 'level' | 'message' | 'why' | 'safeWay' | 'rewrite'>;

function toFileFinding(found: Found, file: SqlFile, part: Part, context: FixContext): FileFinding {
  const { rule, level, why } = found;
  const problem = problemOf(part);
  const { line, column } = context.place(part.start + (problem?.position ?? 0));
  const axis = knownRules.get(rule)?.axis ?? 'certainty';
  const fix = fixFor(rule, part, context);
  return {
    ...{ rule, level, axis, file: file.path, line, column },
    message: problem?.message ?? found.message,
    why,
    safeWay: problem === null ? found.safeWay : 'Correct the SQL.',
    ...(found.rewrite === undefined ? {} : { rewrite: found.rewrite }),
    ...(fix === null ? {} : { fix }),
  };
}

/** In a file BEGIN and COMMIT are the file's own transactions; a ROLLBACK leaves in doubt what stands after it. */
function forFile(findings: readonly Finding[], part: Part): readonly Finding[] {
  const verb = transactionVerb(part)?.kind;
  if (verb === undefined) return findings;
  return findings.flatMap((finding) => {
    if (finding.rule !== 'transaction-control') return [finding];
    if (['TRANS_STMT_BEGIN', 'TRANS_STMT_START', 'TRANS_STMT_COMMIT'].includes(verb)) return [];
    if (verb !== 'TRANS_STMT_ROLLBACK') return [finding];
    const message = 'ROLLBACK undoes the statements before it; those after it are judged as if it had not';
    return [{ ...finding, level: 'risky', message }];
  });
}

const psqlFindings = (part: Part): readonly Found[] =>
  judgePsql(part).map(({ level, message, why, safeWay }) => ({
    rule: psqlCommand.id,
    level,
    message,
    why: why ?? psqlCommand.why,
    safeWay: safeWay ?? psqlCommand.safeWay,
  }));
