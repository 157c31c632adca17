import { isOnList, type KnownRun } from '../journal/unfinished';
import type { Looked } from '../run/look';
import type { SealStanding } from '../seal/standing';
import { withoutPasswords } from '../secrets';

/** How things stand. `resume`: somebody must type it; `running`: somebody is at it. */
export type Standing = 'settled' | 'running' | 'resume';

const SEAL_WORDS: Readonly<Record<SealStanding['state'], (seal: SealStanding) => string>> = {
  sealed: ({ name, environment }) => `sealed: ${name}, ${environment}`,
  'taken off': ({ name, environment }) => `not sealed any more (it was: ${name}, ${environment})`,
  asleep: ({ name, environment }) => `a copy of ${name}, ${environment}; the seal sleeps here`,
};

/** What is to be done about what was found. */
export function standingOf({ unfinished, holder }: Looked): Standing {
  if (holder && !holder.dead) return 'running';
  return unfinished ? 'resume' : 'settled';
}

/** What `safe-migrate status` prints. */
export function renderStatus(looked: Looked, dataSource: string): string {
  const { database, executed, pending, problem, newest, unfinished, holder, seal } = looked;
  const lines: string[] = [];
  const line = (label: string, text: string) =>
    lines.push(`${label.padEnd(11)} ${text.split('\n').join(`\n${' '.repeat(12)}`)}`);
  line('database', database);
  if (problem) line('migrations', `${problem.code}: ${problem.what}\n${problem.next}`);
  else line('migrations', [`${executed.length} executed, ${pending.length} pending`, ...pending].join('\n'));
  const run = unfinished ?? newest;
  if (run) line('run', describeRun(run).join('\n'));
  else line('run', 'none is on record in this database');
  if (holder) {
    const silent = `${(holder.silentMs / 1000).toFixed(0)} s ago`;
    const words = `run ${holder.runId}, process ${holder.pid} on ${holder.host}, last heard of ${silent}`;
    line('lease', holder.dead ? `${words}; that process has died, its server session is still there` : words);
  }
  if (seal)
    line(
      'seal',
      [SEAL_WORDS[seal.state](seal), ...seal.problems.map((problem) => `OPEN: ${problem}`)].join('\n'),
    );
  line('next', nextStep(looked, dataSource));
  return withoutPasswords(lines.join('\n'));
}

function nextStep(looked: Looked, dataSource: string): string {
  const { unfinished, pending, problem } = looked;
  const standing = standingOf(looked);
  if (standing === 'running') return 'A run is at work: wait for it, and look again.';
  if (standing === 'resume' && unfinished) {
    const { project } = unfinished;
    const what = isOnList(unfinished, looked.bookkeeping)
      ? dataSource
      : `${project.dataSource}    (in ${project.root})`;
    return `safe-migrate resume -d ${what}\n(${whatResumeDoes(unfinished)})`;
  }
  if (problem) return problem.next;
  if (pending.length > 0) return `safe-migrate run -d ${dataSource}`;
  return looked.seal && looked.seal.problems.length > 0
    ? `Look at what is open; once it is as it should be: safe-migrate seal -d ${dataSource}`
    : 'Nothing.';
}

/** What will become of an unfinished run, as far as the journal alone can tell. */
function whatResumeDoes({ command, units, direction, statements }: KnownRun): string {
  if (command === 'rollback')
    return units.some(({ state }) => state !== 'planned')
      ? 'It was taking migrations back; what is left of them is taken back too, unless it had not begun.'
      : 'It had not taken anything back; it is closed.';
  const done = units.filter(({ state }) => state === 'committed' || state === 'undoing');
  if (direction === 'down') return 'It was going back when it ended; that is finished.';
  const inside = units.some(
    ({ state, transactional, number }) =>
      state === 'started' && !transactional && statements.some(({ unit }) => unit === number),
  );
  if (done.length === 0 && !inside)
    return 'It had not changed anything; it is closed, and its migrations are pending.';
  if (done.length === units.length) return 'All migrations are committed; sync and verify are done again.';
  return 'The rest of its migrations is applied, with the same proof; then sync and verify.';
}

function describeRun({
  id,
  state,
  startedAt,
  seenAt,
  step,
  outcome,
  error,
  units,
  statements,
  host,
  pid,
}: KnownRun): string[] {
  const head =
    state === 'settled' ? `${id}: ${outcome ?? 'ended'}` : `${id}: not finished (process ${pid} on ${host})`;
  return [
    head,
    `began ${startedAt}, last seen ${seenAt}${step ? `, ${step}` : ''}`,
    ...(state !== 'settled' && outcome ? [`ended as ${outcome}`] : []),
    ...(error ? [`${error.code}: ${error.what}`] : []),
    ...units.map(({ migrations, transactional, state: unit, number }) => {
      const own = statements.filter((statement) => statement.unit === number);
      const counted =
        own.length > 0
          ? `, ${own.filter(({ done }) => done).length} of ${own.length} begun statements done`
          : '';
      const name = unit === 'started' && transactional ? 'begun, not committed' : WORDS[unit];
      return `  ${name.padEnd(9)} ${migrations.join(', ')}${transactional ? '' : ' (outside a transaction)'}${counted}`;
    }),
  ];
}

const WORDS = {
  planned: 'planned',
  started: 'begun',
  committed: 'committed',
  undoing: 'going back',
  undone: 'taken back',
} as const;
