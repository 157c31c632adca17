import type { Finding } from '../contract';
import type { Step } from '../rules/rule';
import { changesNothing } from '../sql/actions';

const finding = (
  rule: string,
  level: Finding['level'],
  message: string,
  why: string,
  safeWay: string,
): Finding => ({
  rule,
  level,
  direction: 'down',
  statement: null,
  sql: null,
  message,
  why,
  safeWay,
});

const changes = (steps: readonly Step[]): boolean =>
  steps.some(({ action }) => !changesNothing.has(action.kind));

/**
 * Judges whether `down()` undoes `up()`: a down() that changes nothing is no down(), and one that leaves something standing is half of one.
 *
 * @param unread whether a statement of up() could not be read (it then counts as a change)
 * @param left descriptions of what up() made and down() left
 */
export function judgeReversibility(
  up: readonly Step[],
  unread: boolean,
  down: readonly Step[],
  downUnread: boolean,
  left: readonly string[],
): readonly Finding[] {
  if (!changes(up) && !unread) return [];
  if (!changes(down) && !downUnread) {
    return [
      finding(
        'down-empty',
        'dangerous',
        'down() changes nothing, so that up() cannot be undone',
        'When the release has to go back, nobody has time to write the way back.',
        'Write down(): the statements of up() undone, in reverse order.',
      ),
    ];
  }
  // Code that cannot be read may do the rest; it has a finding of its own.
  const opaque =
    downUnread || down.some(({ action }) => action.kind === 'opaque-code' || action.kind === 'unknown');
  if (opaque || left.length === 0) return [];
  const shown =
    left.length > 5 ? `${left.slice(0, 5).join(', ')} and ${left.length - 5} more` : left.join(', ');
  return [
    finding(
      'down-incomplete',
      'risky',
      `down() leaves behind what up() made: ${shown}`,
      'After down() the schema is not what it was: a second up() fails, or finds something that it did not expect.',
      'Undo every statement of up(), in reverse order.',
    ),
  ];
}
