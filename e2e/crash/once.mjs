import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { start } from './child.mjs';
import { APPLYING, originOf } from './prepare.mjs';
import { sql } from '../support/sql.mjs';
import { besideOf, copyOf, dropAll, sleep, startProxy } from './server.mjs';
import { difference, hashOf, leftIn, stateOf } from './state.mjs';

/** Exit codes of what finishes, and which state each promises; `after` is what the undisturbed command makes of the database. */
const PROMISE = {
  resume: { 0: ['after'], 1: ['before'], 4: ['before'] },
  run: { 0: ['after'], 4: ['before'] },
  rollback: { 0: ['after'] },
};
const LONGEST_MS = 120_000;

/** Starts what the plan names on a database of its own, kills it, finishes it with one command, and looks. */
export async function once(server, tools, prepared, plan) {
  const { before, after, command } = prepared;
  const { number, kind, again } = plan;
  const database = `crash_${number}`;
  const connection = await copyOf(server, await originOf(server, prepared), database);
  const shared = { server, database, connection, prepared };
  const frozen = [];
  try {
    const first = await kill(shared, { ...plan, command, isShort: !plan.isWhole });
    frozen.push(first);
    const second = plan.second && (await kill(shared, secondOf(plan, prepared)));
    if (second) frozen.push(second);
    const next = again ? command : 'resume';
    const last = start(server, {
      ...{ root: prepared.root, database, command: next, port: connection.port, json: true },
      // A second command goes through all of it where it has something to do; what that is was seen already.
      ...(again ? { folder: first.folder, at: 'none:0:', rehearsal: prepared.rehearsal } : {}),
    });
    const stuck = await isLate(last);
    const code = await last.ended;
    for (const { thaw } of frozen) await thaw();
    const [state, left] = await Promise.all([stateOf(tools.pgDump, connection), leftIn(connection)]);
    left.push(...(await besideOf(server, database)).filter((name) => !/_before_/.test(name)));
    const found =
      hashOf(state) === hashOf(before) ? 'before' : hashOf(state) === hashOf(after) ? 'after' : 'third';
    const record = readJson(last.output());
    const promised = PROMISE[next][code];
    // Where the undisturbed run goes back, what it makes of the database is what it was, but for the rows that sync follows the schema with.
    const isNothing = ['back', 'swap'].includes(plan.scenario) || record?.outcome === 'nothing-to-resume';
    const problems = [
      ...frozen.flatMap(({ late }) => (late ? ['what was killed did not end'] : [])),
      ...(stuck ? [`${next} did not end`] : []),
      ...(found === 'third' ? [`a third state:\n${difference(before, state).join('\n')}`] : []),
      ...(left.length > 0 ? [`left behind: ${left.join(', ')}`] : []),
      ...(promised === undefined ? [`${next} ended with ${code}`] : []),
      ...(record?.outcome === 'applied' && record.verdicts.length === 0 ? ['applied without proof'] : []),
      ...(promised && !isNothing && !promised.includes(found)
        ? [`${next} said ${record?.outcome}, the database is ${found}`]
        : []),
    ];
    const words = `${plan.scenario}, ${kind} at ${first.moment}: ${command} ${first.run.code() ?? first.run.signal()}${second ? `, ${plan.second.kind} of resume at ${second.moment}: ${second.run.code() ?? second.run.signal()}` : ''}, ${next} ${record?.outcome ?? code} (${code}), ${found}`;
    const result = { state: found, words, hit: first.hit, second: second && { hit: second.hit } };
    if (problems.length === 0) return result;
    const details = record
      ? JSON.stringify({ ...record, reviews: 0, rehearsal: 0, verdicts: 0 }, null, 1).slice(0, 5_000)
      : last.output();
    return {
      ...result,
      problem: `${problems.join('; ')}\n${words}\n--- ${command}\n${first.run.output()}${second ? `\n--- first resume\n${second.run.output()}` : ''}\n--- ${next}\n${details}`,
    };
  } finally {
    for (const { thaw, folder } of frozen) {
      await thaw();
      rmSync(folder, { recursive: true, force: true });
    }
    // Nobody waits for it: the next kill has a database of its own.
    void dropAll(server, database).catch(() => undefined);
    rmSync(join(prepared.root, 'state', database), { recursive: true, force: true });
  }
}

/** The second kill hits what finishes the first one; it sends fewer statements than the run, how many depends on where that was. */
function secondOf({ second }, { shortened }) {
  const { session } = second;
  return {
    ...second,
    command: 'resume',
    index: 1 + Math.floor(second.share * shortened.counts[session] * 0.7),
    isShort: false,
  };
}

async function kill({ server, database, connection, prepared }, plan) {
  const { kind, session, index, when, share } = plan;
  const { ms, applyAt } = plan.isShort ? prepared.shortened : prepared.whole;
  const folder = mkdtempSync(join(tmpdir(), 'safe-migrate-crash-run-'));
  const paused = join(folder, 'paused');
  const go = () => existsSync(folder) && writeFileSync(join(folder, 'go'), '');
  const proxy = kind === 'cut' ? await startProxy(connection.port) : undefined;
  const at = session === 'time' ? 'none:0:' : `${session}:${index}:${when}`;
  const run = start(server, {
    ...{ root: prepared.root, folder, database, command: plan.command, at },
    port: proxy?.port ?? connection.port,
    rehearsal: plan.isShort ? prepared.rehearsal : undefined,
  });
  let moment = at;
  if (session === 'time') {
    // Two thirds of them while something is applied, synced or verified; the rest anywhere.
    const early = share < 0.33;
    const delay = early ? share * 3 * ms : ((share - 0.33) / 0.67) * (ms - applyAt) * 1.2;
    if (!early) await run.until(APPLYING);
    await Promise.race([sleep(delay), run.ended]);
    moment = `${Math.round(delay)} ms after ${early ? 'its start' : 'the rehearsal'}`;
  } else while (!existsSync(paused) && !run.isOver()) await sleep(3);
  const isPaused = existsSync(paused);
  if (isPaused)
    moment += ` (${readFileSync(paused, 'utf8').split(' ').slice(1).join(' ').replace(/\s+/g, ' ').slice(0, 60)})`;
  const hit = isPaused || (session === 'time' && !run.isOver());
  if (!run.isOver()) await strike(server, { run, kind, database, proxy, paused });
  if (kind !== 'frozen') go();
  const late = await isLate(run);
  await proxy?.close();
  const thaw = async () => {
    if (kind !== 'frozen' || existsSync(join(folder, 'go')) || !existsSync(folder)) return;
    go();
    await sleep(300);
  };
  return { run, moment, folder, hit, late, thaw };
}

async function isLate(run) {
  let timer;
  const late = new Promise((done) => (timer = setTimeout(() => done(true), LONGEST_MS)));
  const result = await Promise.race([run.ended.then(() => false), late]);
  clearTimeout(timer);
  if (result) run.child.kill('SIGKILL');
  return result;
}

async function strike(server, { run, kind, database, proxy, paused }) {
  if (kind === 'kill' || kind === 'frozen') return void run.child.kill('SIGKILL');
  if (kind === 'signal') return void run.child.kill('SIGTERM');
  if (kind === 'kill both') {
    const pid = existsSync(paused) ? Number(readFileSync(paused, 'utf8').split(' ')[0]) : undefined;
    run.child.kill('SIGKILL');
    if (pid > 1 && pid !== run.child.pid) process.kill(pid, 'SIGKILL');
    return undefined;
  }
  if (kind === 'terminate')
    return sql(
      server.connection,
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND application_name ~ '^safe-migrate [0-9]'`,
      [database],
    );
  if (kind === 'cut') return proxy.cut();
  return server.crash();
}

function readJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
