import { fileOrder } from '../files/file-order';
import { psqlCommand } from '../files/psql-commands';
import { longTransaction } from '../review/long-transaction';
import { rules } from '../rules';
import type { Axis } from '../rules/rule';

interface RuleFacts {
  readonly id: string;
  readonly title: string;
  readonly axis: Axis;
  readonly why: string;
  readonly safeWay: string;
  /** Off by default. */
  readonly optional?: boolean;
}

const acknowledgement = (
  id: string,
  title: string,
  why: string,
  safeWay = 'Correct the comment, or remove it.',
): RuleFacts => ({ id: `acknowledgement-${id}`, title, axis: 'certainty', why, safeWay });

/** The rules about the comments that silence other rules. They cannot be silenced themselves. */
export const acknowledgementRules = {
  malformed: acknowledgement(
    'malformed',
    'An acknowledgement that cannot be read',
    'A comment that silences nothing looks as if it did.',
  ),
  unknownRule: acknowledgement(
    'unknown-rule',
    'An acknowledgement of a rule that does not exist',
    'A comment that silences nothing looks as if it did.',
  ),
  expired: acknowledgement(
    'expired',
    'An acknowledgement that has run out',
    'Somebody answered for it until that day, and no longer.',
    'Look at it again: write it the safe way, or set a new day and the reason that holds today.',
  ),
  unused: acknowledgement(
    'unused',
    'An acknowledgement of something that is not there',
    'It would silence a later change that nobody has looked at.',
    'Remove the comment.',
  ),
} as const;

/** Every rule that can make a finding about a file, by id. */
export const knownRules: ReadonlyMap<string, RuleFacts> = new Map(
  [
    ...rules,
    psqlCommand,
    fileOrder,
    { ...longTransaction, axis: 'operation' as const },
    ...Object.values(acknowledgementRules),
  ].map((rule) => [rule.id, rule]),
);
