import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';

/**
 * What the proof of an additive migration costs: the catalog read before and after, in the transaction, whatever the size of the tables.
 * `node e2e/load/bench-proof.mjs --tables 1000`; the goal is 150 ms with 1,000 tables. Exits with 1 where twice that is not held.
 */
const { values } = parseArgs({
  options: {
    tables: { type: 'string', default: '1000' },
    rows: { type: 'string', default: '0,200000' },
    rounds: { type: 'string', default: '7' },
  },
});
const tables = Number(values.tables);
const GOAL_MS = 150;

const core = (path) => createRequire(import.meta.url)(`../../packages/core/dist/${path}.js`);
const { startScratchServer } = core('scratch/server');
const { withSession } = core('target/session');
const { startProof, finishProof } = core('verify/proof');

const server = await startScratchServer({ major: 15 });
let worst = 0;
try {
  await withSession(server.connection, {}, async (session) => {
    for (let at = 0; at < tables; at += 100)
      await session.query(
        `DO $$ BEGIN FOR i IN ${at + 1}..${Math.min(tables, at + 100)} LOOP
           EXECUTE format('CREATE TABLE t%s (id bigserial PRIMARY KEY, name text NOT NULL, amount numeric(12,2), at timestamptz DEFAULT now(), data jsonb, parent bigint)', i);
         END LOOP; END $$`,
      );
    for (const rows of values.rows.split(',').map(Number)) {
      await session.query(
        `INSERT INTO t1 (name, data) SELECT 'row ' || i, jsonb_build_object('i', i) FROM generate_series(1, ${rows}) i; ANALYZE t1`,
      );
      const [{ size }] = await session.query('SELECT pg_size_pretty(pg_table_size($1::regclass)) AS size', [
        't1',
      ]);
      const times = [];
      for (let round = 0; round < Number(values.rounds); round += 1) {
        await session.query('BEGIN');
        const a = performance.now();
        const start = await startProof(session, { toPrint: [], lock: true });
        const b = performance.now();
        const up = 'ALTER TABLE t1 ADD COLUMN extra text';
        await session.query(up);
        const c = performance.now();
        const { proof } = await finishProof(session, start, { declared: [], sent: [up] });
        const d = performance.now();
        await session.query('ROLLBACK');
        if (!proof.holds || proof.verdicts.length !== tables) throw new Error('the proof does not hold');
        times.push(b - a + (d - c));
      }
      times.sort((x, y) => x - y);
      const median = times[Math.floor(times.length / 2)];
      worst = Math.max(worst, median);
      console.log(
        `${tables} tables, the migrated one ${size}: proof ${median.toFixed(0)} ms [${times[0].toFixed(0)}..${times.at(-1).toFixed(0)}] (goal ${GOAL_MS} ms)`,
      );
    }
  });
} finally {
  await server.stop();
}
process.exitCode = worst <= 2 * GOAL_MS ? 0 : 1;
