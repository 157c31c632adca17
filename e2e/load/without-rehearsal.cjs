/**
 * Loaded into a run that is measured (`--require`): leaves out backup and rehearsal. There is no option for that, and none is wanted; how
 * much of a run the rest is can only be seen so. Takes their place when the run loads them, so that nothing is loaded earlier than without it.
 */
const Module = require('node:module');

if (/safe-migrate\.js$/.test(process.argv[1] ?? '')) {
  const proof = { verdicts: [], otherLosses: [], touched: [], toCompare: [], rewritten: [], written: [] };
  const instead = {
    './steps/back-up': {
      takeBackup: () => Promise.resolve({ manifest: { content: { tables: {} } } }),
    },
    './steps/rehearse': {
      rehearseOnBackup: (_, { units }) =>
        Promise.resolve({
          units: units.map(() => ({ touchedUp: [], touchedDown: [], durationMs: 0, proof })),
          statements: new Map(),
        }),
    },
  };
  const load = Module._load;
  Module._load = function (request, parent, ...more) {
    const loaded = load.call(this, request, parent, ...more);
    return parent?.filename.endsWith('pipeline.js') && request in instead
      ? { ...loaded, ...instead[request] }
      : loaded;
  };
}
