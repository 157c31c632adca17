import { readAcknowledgement } from './acknowledgement';
import { readForeignIgnore } from './foreign-ignores';

/** What a comment says about findings: rules that somebody answers for, or what is wrong with how it says so. */
export type Remark =
  | {
      readonly ok: true;
      /** Whose syntax it has. */
      readonly by: string;
      readonly rules: readonly string[];
      readonly until: string | null;
      readonly reason: string | null;
      /** As in the tool that it is for; `heading`: the whole file where a blank line follows. */
      readonly scope: 'statement' | 'file' | 'heading';
    }
  | { readonly ok: false; readonly problem: string };

const marker = /\n(?=[ \t]*(?:safe-migrate\b|squawk-ignore|eugene:|atlas:nolint|pgfence-ignore))/i;

/**
 * Reads the text of a comment, without its markers; a block may hold several remarks, each on a line of its own and up to a blank line or
 * a tag.
 */
export function readRemarks(comment: string): readonly Remark[] {
  return undecorated(comment)
    .split(marker)
    .flatMap((part) => readOne((part.split(/\n\s*(?:\n|@)/)[0] ?? '').replace(/\s+/g, ' ').trim()));
}

/** Without the stars in front of the lines of a block, and the dashes of `---`. */
const undecorated = (comment: string): string =>
  comment
    .replaceAll(/\r\n?/g, '\n')
    .replace(/^[\s*-]+/, '')
    .replaceAll(/^[ \t]*\*+(?=\s|$)/gm, '');

function readOne(text: string): readonly Remark[] {
  const foreign = readForeignIgnore(text);
  if (foreign !== null) {
    const { tool, rules, scope } = foreign;
    return rules.length === 0 ? [] : [{ ok: true, by: tool, rules, until: null, reason: null, scope }];
  }
  const own = readAcknowledgement(text);
  if (own === null) return [];
  if (!own.ok) return [own];
  const { rule, until, reason } = own;
  return [{ ok: true, by: 'safe-migrate', rules: [rule], until, reason, scope: 'statement' }];
}
