import type { Level } from '../contract';
import type { Rule } from '../rules/rule';
import type { FileFinding, ReviewFilesInput } from './contract';

/** Migrations run in the order of their names; the review judges them in the order in which they are given. */
export const fileOrder: Omit<Rule, 'check'> = {
  id: 'file-order',
  title: 'The names of the files and their order do not agree',
  axis: 'certainty',
  why: 'A runner goes by the names: another order than the one that was reviewed does something else, and two files with the same number run in an order that nobody chose.',
  safeWay: 'A stamp of its own for every file (YYYYMMDDHHMMSS), and the files in that order.',
};

interface Named {
  readonly path: string;
  readonly folder: string;
  readonly name: string;
  /** The number that the name begins with, as written; null where it begins with none. */
  readonly stamp: string | null;
}

/** Two stamps of fewer digits may well be numbers of something else. */
const STAMP_DIGITS = 8;

/** What the names of the files say about the order in which they are given, folder by folder; one list for each file. */
export function judgeOrder({
  files,
  independent,
}: Pick<ReviewFilesInput, 'files' | 'independent'>): readonly (readonly FileFinding[])[] {
  const last = new Map<string, Named>();
  const stamps = new Map<string, Named>();
  const all = files.map(({ path }) => named(path));
  return all.map((each) => {
    const found: FileFinding[] = [];
    const say = (level: Level, message: string): void => {
      const { id, axis, why, safeWay } = fileOrder;
      found.push({ rule: id, level, axis, file: each.path, line: 1, column: 1, message, why, safeWay });
    };
    if (each.stamp === null) {
      if (all.some(({ folder, stamp }) => folder === each.folder && stamp !== null))
        say(
          'safe',
          `${each.name} begins with no number, unlike its neighbours: its place among them is not fixed`,
        );
      return found;
    }
    const number = BigInt(each.stamp);
    const key = `${each.folder}\n${number}`;
    const twin = stamps.get(key);
    if (twin !== undefined && !isOtherWay(twin.name, each.name))
      say(
        each.stamp.length >= STAMP_DIGITS ? 'risky' : 'safe',
        `${twin.name} and ${each.name} begin with the same number`,
      );
    stamps.set(key, each);
    const before = last.get(each.folder);
    if (!independent && before !== undefined && before.stamp !== null && number < BigInt(before.stamp))
      say('risky', `${each.name} is reviewed after ${before.name}, but its number comes before`);
    last.set(each.folder, each);
    return found;
  });
}

/** `20260101_add/migration.sql` is named by its folder; Flyway's V, U and R come before the number. */
function named(path: string): Named {
  const parts = path.split(/[\\/]/);
  const base = parts.pop() ?? '';
  const fixed = /^(?:migration|up|down)\.sql$/i.test(base) ? parts.pop() : undefined;
  const name = fixed ?? base;
  const digits = /^[VU]?(\d+)(?![\d.]*\.\d)/i.exec(name)?.[1];
  // What is the same file twice (up.sql and down.sql of one folder) is told apart by the base.
  return {
    path,
    folder: [...parts, ...(fixed === undefined ? [] : [base])].join('/'),
    name,
    stamp: digits === undefined || digits.length > 20 ? null : digits,
  };
}

const bare = (name: string): string =>
  name
    .replace(/[._-](?:up|down|undo|revert|rollback|verify|deploy)(?=\.sql$|\.|$)/i, '')
    .replace(/^[VU]/i, '');

/** The way there and the way back of one migration share a number on purpose. */
const isOtherWay = (a: string, b: string): boolean => a !== b && bare(a) === bare(b);
