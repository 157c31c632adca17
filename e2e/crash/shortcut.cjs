/**
 * Loaded into the process of a run that is to be killed after its rehearsal: what it would have reviewed, backed up and rehearsed is what the
 * undisturbed run of the same scenario did. Everything from `apply` on, the lease and the journal are the real ones.
 *
 * CRASH_REHEARSAL: file with the units of that rehearsal.
 */
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

const { CRASH_REHEARSAL, CRASH_PACKAGE } = process.env;
if (CRASH_REHEARSAL && /safe-migrate\.js$/.test(process.argv[1] ?? '')) {
  const load = (path) => require(join(CRASH_PACKAGE, 'dist', path));
  const { fingerprintDatabase } = load('backup/database-content.js');
  load('run/steps/review.js').review = ({ steps }) =>
    steps.run('review', async () => ({ result: {}, summary: 'as in the undisturbed run' }));
  load('run/steps/back-up.js').takeBackup = ({ steps }, { loaded }) =>
    steps.run('back up', async () => {
      const { named } = await fingerprintDatabase(loaded.connection);
      return { result: { manifest: { content: { tables: named } } }, summary: 'as in the undisturbed run' };
    });
  load('run/steps/rehearse.js').rehearseOnBackup = ({ steps }) =>
    steps.run('rehearse', async () => {
      const units = JSON.parse(readFileSync(CRASH_REHEARSAL, 'utf8'));
      return { result: { units, statements: new Map() }, summary: 'as in the undisturbed run' };
    });
}
