/**
 * Loaded into the processes of a run (`--require`). Counts what they send on the sessions that matter, and stops the process at one of those
 * moments, before a statement is sent or after its answer has come, until the suite has done what it wanted to do there.
 *
 * CRASH_AT=<session>:<number>:<before|after>, session `live` (the one that migrates), `journal`, `swap` (what keeps writers out while databases
 * are exchanged, and the exchange), or `record` (the file of the record, written anew); CRASH_DIR holds the files of the suite. Empty, it only counts: what a whole run sends is written to CRASH_DIR/counts-<session>.
 */
const fs = require('node:fs');
const { createRequire } = require('node:module');
const { join } = require('node:path');

const { CRASH_AT, CRASH_DIR } = process.env;
if (CRASH_DIR) {
  const [wanted, number, when] = (CRASH_AT ?? '').split(':');
  const seen = { live: 0, journal: 0, swap: 0, record: 0 };
  const count = (session, label) =>
    fs.appendFileSync(join(CRASH_DIR, `counts-${session}`), `${JSON.stringify(label)}\n`);
  const { renameSync } = fs;
  const pause = (label) => {
    // Whole or not at all: the suite reads the process from it, and kills that.
    fs.writeFileSync(join(CRASH_DIR, 'pausing'), `${process.pid} ${label}`);
    renameSync(join(CRASH_DIR, 'pausing'), join(CRASH_DIR, 'paused'));
    const cell = new Int32Array(new SharedArrayBuffer(4));
    while (!fs.existsSync(join(CRASH_DIR, 'go'))) Atomics.wait(cell, 0, 0, 5);
  };
  const { Client } = createRequire(join(process.cwd(), 'package.json'))('pg');
  const { query } = Client.prototype;
  Client.prototype.query = function (...input) {
    const name = String(this.connectionParameters?.application_name ?? '');
    const text = typeof input[0] === 'string' ? input[0] : input[0]?.text;
    if (/^ALTER DATABASE .* RENAME/.test(text)) this.renames = true;
    const session = /^safe-migrate \d/.test(name)
      ? 'live'
      : name.startsWith('safe-migrate journal')
        ? 'journal'
        : name === 'safe-migrate swap' || this.renames
          ? 'swap'
          : undefined;
    if (session === undefined) return query.apply(this, input);
    // The heartbeat comes when it comes: counted, the same number would be another statement in another run.
    if (/heartbeat_at = pg_catalog.clock_timestamp\(\) WHERE/.test(text)) return query.apply(this, input);
    const at = ++seen[session];
    if (!number) {
      count(session, String(text).replace(/\s+/g, ' ').slice(0, 120));
      return query.apply(this, input);
    }
    if (session !== wanted || at !== Number(number)) return query.apply(this, input);
    if (when === 'before') {
      pause(text);
      return query.apply(this, input);
    }
    const last = input.at(-1);
    if (typeof last === 'function') {
      input[input.length - 1] = (...answer) => {
        pause(text);
        last(...answer);
      };
      return query.apply(this, input);
    }
    return Promise.resolve(query.apply(this, input)).then(
      (answer) => {
        pause(text);
        return answer;
      },
      (error) => {
        pause(text);
        throw error;
      },
    );
  };
  fs.renameSync = (from, to) => {
    if (!/[\\/]runs[\\/][^\\/]+\.json$/.test(String(to))) return renameSync(from, to);
    const at = ++seen.record;
    if (!number) count('record', 'record file');
    const isIt = wanted === 'record' && at === Number(number);
    if (isIt && when === 'before') pause('the record is about to be written');
    renameSync(from, to);
    if (isIt && when === 'after') pause('the record is written');
  };
}
