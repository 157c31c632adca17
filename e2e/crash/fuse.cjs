/**
 * Loaded into the processes of a run (`--require`). Counts what they send on the sessions that matter, and stops the process at one of those
 * moments, before a statement is sent or after its answer has come, until the suite has done what it wanted to do there.
 *
 * CRASH_AT=<session>:<number>:<before|after>, session `live` (the one that migrates) or `journal`; CRASH_DIR holds the files of the suite.
 * Without a number, only counts: what a whole run sends is written to CRASH_DIR/counts-<session>.
 */
const { existsSync, writeFileSync, appendFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { join } = require('node:path');

const { CRASH_AT, CRASH_DIR } = process.env;
if (CRASH_DIR) {
  const [wanted, number, when] = (CRASH_AT ?? '').split(':');
  const seen = { live: 0, journal: 0 };
  const pause = (label) => {
    writeFileSync(join(CRASH_DIR, 'paused'), `${process.pid} ${label}`);
    const cell = new Int32Array(new SharedArrayBuffer(4));
    while (!existsSync(join(CRASH_DIR, 'go'))) Atomics.wait(cell, 0, 0, 5);
  };
  const { Client } = createRequire(join(process.cwd(), 'package.json'))('pg');
  const { query } = Client.prototype;
  Client.prototype.query = function (...input) {
    const name = String(this.connectionParameters?.application_name ?? '');
    const session = /^safe-migrate \d/.test(name)
      ? 'live'
      : name.startsWith('safe-migrate journal')
        ? 'journal'
        : undefined;
    if (session === undefined) return query.apply(this, input);
    const at = ++seen[session];
    const text = typeof input[0] === 'string' ? input[0] : input[0]?.text;
    if (number === undefined || number === '') {
      appendFileSync(join(CRASH_DIR, `counts-${session}`), `${JSON.stringify(String(text).slice(0, 100))}\n`);
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
}
