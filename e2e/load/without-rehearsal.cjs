/**
 * Loaded into a run that is measured (`--require`): leaves out backup and rehearsal. There is no option for that, and none is wanted; how
 * much of a run the rest is can only be seen so. SAFE_MIGRATE_PACKAGE: the package that is measured.
 */
const { join } = require('node:path');

if (/safe-migrate\.js$/.test(process.argv[1] ?? '')) {
  const load = (path) => require(join(process.env.SAFE_MIGRATE_PACKAGE, 'dist', path));
  const proof = { verdicts: [], otherLosses: [], touched: [], toCompare: [], rewritten: [], written: [] };
  load('run/steps/back-up.js').takeBackup = () => Promise.resolve({ manifest: { content: { tables: {} } } });
  load('run/steps/rehearse.js').rehearseOnBackup = (_, { units }) =>
    Promise.resolve({
      units: units.map(() => ({ touchedUp: [], touchedDown: [], durationMs: 0, proof })),
      statements: new Map(),
    });
}
