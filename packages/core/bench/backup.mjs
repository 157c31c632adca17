import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Backup, fingerprint and certificate against the bare tools, in one run, in turns; ratios are what counts:
 * npm run bench:backup [-- --mb 2000 --rounds 3]. Ends with 1 where a goal is missed. Beside the times it tells the CPU seconds of all processes
 * that took part, servers included: on a busy machine they say more.
 */
const require = createRequire(import.meta.url);
const load = (path) => require(`../dist/${path}.js`);
const { startScratchServer } = load('scratch/server');
const { openScratch } = load('scratch/database');
const { findClientTools } = load('backup/client-tools');
const { backUp } = load('backup/back-up');
const { folderPlace } = load('backup/folder-place');
const { fingerprintDatabase } = load('backup/database-content');
const { openSession, withSession } = load('target/session');
const { readServerFacts } = load('target/facts');
const { libpqEnvironment } = load('target/connection');

const option = (name, otherwise) => {
  const index = process.argv.indexOf(`--${name}`);
  return index < 0 ? otherwise : Number(process.argv[index + 1]);
};
const MB = option('mb', 2_000);
const ROUNDS = option('rounds', 3);
const GOALS = { backup: 1.15, fingerprint: 3, certificate: 1.2, memory: 200 };

/** Half of it narrow rows, a third mixed ones, the rest long texts: about MB megabytes with indexes. */
const fill = (mb) => `
  CREATE TABLE accounts (id bigint PRIMARY KEY, branch integer, balance integer, filler char(84));
  CREATE TABLE person (id uuid PRIMARY KEY, email varchar(120), name text, score double precision, amount numeric(14,2), active boolean,
                       at timestamptz, tags text[], details jsonb);
  CREATE TABLE note (id bigint PRIMARY KEY, body text);
  INSERT INTO accounts SELECT i, i % 100, (i::bigint * 7919) % 100000, '' FROM generate_series(1, ${Math.round(mb * 3_300)}) i;
  INSERT INTO person SELECT md5(i::text)::uuid, 'p' || i || '@example.com', 'Person ' || md5(i::text), i / 7.0, i * 1.10, i % 3 = 0,
         timestamptz '2020-01-01 00:00+00' + i * interval '1 minute', ARRAY['a' || i % 7, 'b'], jsonb_build_object('i', i, 'city', md5((i % 1000)::text))
    FROM generate_series(1, ${Math.round(mb * 1_100)}) i;
  INSERT INTO note SELECT i, repeat(md5(i::text), 40) FROM generate_series(1, ${Math.round(mb * 160)}) i;
  CREATE INDEX ON person (email); CREATE INDEX ON accounts (branch);
  ANALYZE;`;

const run = (program, args, env) =>
  new Promise((resolve, reject) => {
    const child = spawn(program, args, { env, stdio: ['ignore', 'ignore', 'inherit'] });
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`${program} ended with ${code}`)),
    );
  });
/** CPU seconds of this process and all that it has started, the ended ones included; Linux only, else 0. */
function cpuSeconds() {
  if (process.platform !== 'linux') return 0;
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const processes = all.flatMap((pid) => {
    try {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').pop().split(' ');
      const ticks = fields.slice(11, 15).reduce((sum, each) => sum + Number(each), 0);
      return [{ pid: Number(pid), parent: Number(fields[1]), ticks }];
    } catch {
      return [];
    }
  });
  const ours = new Set([process.pid]);
  for (let grown = 0; grown !== ours.size;) {
    grown = ours.size;
    for (const { pid, parent } of processes) if (ours.has(parent)) ours.add(pid);
  }
  return processes.filter(({ pid }) => ours.has(pid)).reduce((sum, { ticks }) => sum + ticks, 0) / 100;
}
const timed = async (act) => {
  const [started, cpu] = [performance.now(), cpuSeconds()];
  const result = await act();
  return { seconds: (performance.now() - started) / 1000, cpu: cpuSeconds() - cpu, result };
};
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

async function countAll(connection) {
  const sessions = [
    await openSession(connection, { readOnly: true }),
    await openSession(connection, { readOnly: true }),
  ];
  const tables = ['accounts', 'person', 'note'];
  await Promise.all(
    sessions.map(async (session) => {
      for (let table = tables.shift(); table; table = tables.shift())
        await session.query(`SELECT count(*) FROM ${table}`);
      await session.close();
    }),
  );
}

const folder = mkdtempSync(join(tmpdir(), 'safe-migrate-bench-'));
const tools = await findClientTools();
const server = await startScratchServer({ major: tools.major });
let missed = false;
try {
  const admin = await openSession(server.connection);
  await admin.query('CREATE DATABASE bench');
  const connection = { ...server.connection, database: 'bench' };
  await withSession(connection, {}, (session) => session.query(fill(MB)));
  const facts = await withSession(connection, {}, readServerFacts);
  console.log(
    `${(facts.bytes / 1e6).toFixed(0)} MB, PostgreSQL ${facts.version}, pg_dump ${tools.version}, ${ROUNDS} rounds`,
  );
  const compress = tools.major >= 16 ? 'zstd:level=1' : '1';
  const env = libpqEnvironment(connection);
  const seen = { dump: [], backup: [], count: [], fingerprint: [], restore: [], certificate: [] };
  for (let round = 0; round < ROUNDS; round++) {
    mkdirSync(folder, { recursive: true });
    const bare = join(folder, `bare${round}`);
    seen.dump.push(await timed(() => run(tools.pgDump, ['-Fd', '-j2', `-Z${compress}`, '-f', bare], env)));
    const scratch = await openScratch({ runId: `bench${round}`, live: facts, liveConnection: connection });
    const before = cpuSeconds();
    let between = before;
    // The certificate begins with its database.
    const create = (purpose) => {
      between = cpuSeconds();
      return scratch.create(purpose);
    };
    const { manifest } = await backUp({
      ...{ id: `b${round}`, place: folderPlace(join(folder, 'backups')), connection, facts, tools },
      scratch: { ...scratch, create },
    });
    seen.backup.push({ seconds: manifest.durationMs / 1000, cpu: between - before });
    seen.certificate.push({
      seconds: manifest.certificate.durationMs / 1000,
      cpu: cpuSeconds() - between,
    });
    await scratch.close();
    seen.count.push(await timed(() => countAll(connection)));
    seen.fingerprint.push(await timed(() => fingerprintDatabase(connection)));
    const other = await startScratchServer({ major: tools.major });
    const there = await openSession(other.connection);
    await there.query('CREATE DATABASE restored');
    await there.close();
    const target = libpqEnvironment({ ...other.connection, database: 'restored' });
    seen.restore.push(await timed(() => run(tools.pgRestore, ['-j2', '-e', '-d', 'restored', bare], target)));
    await other.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  await admin.close();
  const line = (name, ours, bare, goal) => {
    const of = (key) => median(ours.map((each, round) => each[key] / bare[round][key]));
    const [ratio, cpu] = [of('seconds'), of('cpu')];
    missed ||= ratio > goal;
    const [here, there] = [ours, bare].map((all) => median(all.map(({ seconds }) => seconds)));
    console.log(
      `${name.padEnd(46)} ${here.toFixed(1).padStart(6)} s   bare ${there.toFixed(1).padStart(6)} s   ratio ${ratio.toFixed(2)} (CPU ${cpu.toFixed(2)}; goal ${goal})${ratio > goal ? '  MISSED' : ''}`,
    );
  };
  line('backup, fingerprint and checksums : pg_dump', seen.backup, seen.dump, GOALS.backup);
  line('fingerprint of all tables : count(*)', seen.fingerprint, seen.count, GOALS.fingerprint);
  line('certificate, restore and compare : pg_restore', seen.certificate, seen.restore, GOALS.certificate);
  const memory = process.resourceUsage().maxRSS / 1024;
  missed ||= memory > GOALS.memory;
  console.log(
    `peak memory of our process ${memory.toFixed(0)} MB (goal ${GOALS.memory})${memory > GOALS.memory ? '  MISSED' : ''}`,
  );
} finally {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = missed ? 1 : 0;
