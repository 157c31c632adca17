import { generator, shuffle } from './options.mjs';

/**
 * Ways to go: of the process; of the process and the one that holds the session, at once; of the process, while the other one stands still
 * with its session open and goes on when all is over; a polite signal; of the session; of the network; of the server.
 */
export const KINDS = ['kill', 'kill both', 'frozen', 'signal', 'terminate', 'cut', 'server'];
/** Of so many kills one is not at a boundary of the record, but before or after any statement, or at any time. */
const ANYWHERE = 5;
/** Of so many runs one goes through review, backup and rehearsal itself. */
const WHOLE = 20;
/** Of so many kills one is not followed by `resume`, but by the same command again, which must do the same and then its own work. */
const AGAIN = 6;
/** Of so many kills one is followed by a second one, of what finishes the run. */
const TWICE = 7;

/**
 * Every boundary of the run's record, in every scenario, before and after, in an order that the seed decides: what is written to the
 * journal, to TypeORM's list, to the file of the record, and where a transaction begins or ends.
 */
export function boundariesOf(prepared, seed) {
  const all = [...prepared].flatMap(([scenario, { shortened }]) =>
    Object.entries(shortened.labels).flatMap(([session, labels]) =>
      labels.flatMap((label, index) => {
        const what = boundary(session, label);
        if (what === undefined) return [];
        return ['before', 'after'].map((when) => ({ scenario, session, index: index + 1, when, what }));
      }),
    ),
  );
  return shuffle(all, generator(seed * 7_919 + 1));
}

/** What a statement is to the record of the run; undefined where it is none of its boundaries. */
export function boundary(session, label) {
  if (session === 'record') return 'record file';
  if (session === 'swap') return 'exchange of databases';
  const journal = /safe_migrate\.(run|unit|statement|lease|journal_version)/.exec(label)?.[1];
  if (/^\s*(INSERT|UPDATE|DELETE|WITH planned)/.test(label) && journal) return `journal: ${journal}`;
  if (session === 'journal') return /^\s*SELECT/.test(label) ? undefined : 'journal: made';
  if (/_typeorm_migrations/.test(label)) return "TypeORM's list";
  if (/pg_try_advisory_lock/.test(label)) return 'lease';
  if (/^(COMMIT|ROLLBACK$|BEGIN|START TRANSACTION)/.test(label)) return 'transaction';
  return undefined;
}

/** What kill number N of a seed is. */
export function planOf({ number, seed, names, prepared, boundaries }) {
  const random = generator(seed * 1_000_003 + number);
  const pick = (list) => list[Math.floor(random() * list.length)];
  const kind = pick(KINDS);
  const share = random();
  const second =
    number % TWICE === 3
      ? {
          share: random(),
          kind: pick(['kill', 'kill both', 'terminate', 'server']),
          session: pick(['live', 'journal']),
          when: pick(['before', 'after']),
        }
      : undefined;
  const rest = { number, kind, share, second, again: number % AGAIN === 0 };
  if (number % ANYWHERE !== 0 && boundaries.length > 0) {
    const nth = number - 1 - Math.floor(number / ANYWHERE);
    const at = boundaries[nth % boundaries.length];
    return { ...rest, ...at, isWhole: prepared.get(at.scenario).isAlwaysWhole };
  }
  const scenario = names[((number / ANYWHERE) % names.length) | 0];
  const { isAlwaysWhole } = prepared.get(scenario);
  const isWhole = isAlwaysWhole || number % WHOLE === 0;
  const { counts } = prepared.get(scenario)[isWhole ? 'whole' : 'shortened'];
  const session = pick(['live', 'live', 'journal', 'time', 'time']);
  const index = session === 'time' ? 0 : 1 + Math.floor(share * counts[session]);
  return {
    ...rest,
    scenario,
    session,
    index,
    when: pick(['before', 'after']),
    what: session === 'time' ? 'any time' : 'any statement',
    isWhole,
  };
}
