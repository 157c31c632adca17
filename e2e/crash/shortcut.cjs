/**
 * Loaded into the process of a run that is to be killed after its rehearsal: what it would have reviewed, backed up and rehearsed is what the
 * undisturbed run of the same scenario did. Everything from `apply` on, the lease and the journal are the real ones.
 *
 * CRASH_LEARN: file to which the undisturbed run writes what its rehearsal found. CRASH_REHEARSAL: that file, for all others.
 */
const { readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const { CRASH_REHEARSAL, CRASH_LEARN, CRASH_PACKAGE } = process.env;
if ((CRASH_REHEARSAL || CRASH_LEARN) && /safe-migrate\.js$/.test(process.argv[1] ?? '')) {
  const load = (path) => require(join(CRASH_PACKAGE, 'dist', path));
  const isRollback = process.argv[2] === 'rollback';
  if (CRASH_LEARN) learn(load, isRollback);
  else shorten(load, isRollback);
}

function learn(load, isRollback) {
  const [file, name] = isRollback
    ? [load('rollback/rehearse-back.js'), 'rehearseBack']
    : [load('rehearsal/rehearse.js'), 'rehearse'];
  const original = file[name];
  file[name] = async (...input) => {
    const found = await original(...input);
    const units = isRollback ? found : found.units;
    writeFileSync(
      CRASH_LEARN,
      JSON.stringify(units, (_, value) => (value instanceof Map ? {} : value)),
    );
    return found;
  };
}

function shorten(load, isRollback) {
  const { fingerprintDatabase } = load('backup/database-content.js');
  const learned = () => JSON.parse(readFileSync(CRASH_REHEARSAL, 'utf8'));
  load('run/steps/back-up.js').takeBackup = ({ steps }, { loaded }) =>
    steps.run('back up', async () => {
      const { named } = await fingerprintDatabase(loaded.connection);
      // Only a rollback reads what was restored; what it would find is there too.
      const result = { manifest: { content: { tables: named } }, restored: loaded.connection };
      return { result, summary: 'as in the undisturbed run' };
    });
  if (isRollback) {
    const nothing = { close: () => Promise.resolve(), kill: () => undefined };
    load('scratch/database.js').openScratch = () => Promise.resolve(nothing);
    const { Host } = load('typeorm/host.js');
    const { start } = Host;
    let hosts = 0;
    // The second one is for the rehearsal.
    Host.start = (...input) =>
      hosts++ === 0 ? start.apply(Host, input) : Promise.resolve({ host: nothing });
    load('rollback/rehearse-back.js').rehearseBack = ({ units }) => {
      const found = learned();
      return [...units].reverse().map((unit, index) => ({ ...found[index], unit, statements: new Map() }));
    };
    return;
  }
  // Nothing is tried: no process is started for it.
  load('run/hosts.js').Hosts.prototype.trials = () => new Promise(() => undefined);
  load('run/steps/review.js').review = ({ steps }) =>
    steps.run('review', async () => ({ result: {}, summary: 'as in the undisturbed run' }));
  load('run/steps/rehearse.js').rehearseOnBackup = ({ steps }) =>
    steps.run('rehearse', async () => ({
      result: { units: learned(), statements: new Map() },
      summary: 'as in the undisturbed run',
    }));
}
