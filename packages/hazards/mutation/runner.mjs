import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/**
 * The test runner that Stryker drives: see suite.cjs. Every mutant gets modules that no other has touched, so that there is no difference
 * between code that runs when a module is loaded and code that runs in a test.
 */
const project = process.cwd();
const Suite = createRequire(path.join(project, 'suite.cjs'))('./suite.cjs');

class SpecRunner {
  #suite = new Suite(project, JSON.parse(readFileSync(path.join(project, 'suite.json'), 'utf8')));

  capabilities() {
    return { reloadEnvironment: true };
  }

  async dryRun() {
    const stryker = context();
    stryker.activeMutant = undefined;
    const results = await this.#suite.run({
      bail: false,
      before: ({ id }) => (stryker.currentTestId = id),
      after: () => (stryker.currentTestId = undefined),
    });
    if (new Set(results.map(({ test }) => test.id)).size < results.length)
      return { status: 'error', errorMessage: 'two tests of one spec have the same name' };
    return { status: 'complete', tests: results.map(shown), mutantCoverage: stryker.mutantCoverage };
  }

  async mutantRun({ activeMutant, testFilter, hitLimit, disableBail }) {
    const stryker = context();
    Object.assign(stryker, {
      activeMutant: activeMutant.id,
      hitCount: hitLimit === undefined ? undefined : 0,
      hitLimit,
    });
    let results;
    try {
      results = await this.#suite.run({ bail: !disableBail, only: testFilter });
    } catch (error) {
      // The module cannot even be loaded: every test fails.
      return { status: 'killed', killedBy: [], failureMessage: String(error), nrOfTests: 0 };
    } finally {
      stryker.activeMutant = undefined;
    }
    if (hitLimit !== undefined && stryker.hitCount > hitLimit)
      return { status: 'timeout', reason: `Hit limit reached (${stryker.hitCount}/${hitLimit})` };
    const failed = results.filter(({ failure }) => failure !== null);
    return failed.length === 0
      ? { status: 'survived', nrOfTests: results.length }
      : {
          status: 'killed',
          killedBy: failed.map(({ test }) => test.id),
          failureMessage: failed[0].failure,
          nrOfTests: results.length,
        };
  }
}

// Where the instrumented code looks for the mutant that is switched on.
const context = () => (globalThis.__stryker__ ??= {});

const shown = ({ test: { id, name, spec }, failure, milliseconds }) => ({
  id,
  name,
  fileName: spec,
  timeSpentMs: milliseconds,
  ...(failure === null ? { status: 0 } : { status: 1, failureMessage: failure }),
});

export const strykerPlugins = [
  { kind: 'TestRunner', name: 'specs', factory: Object.assign(() => new SpecRunner(), { inject: [] }) },
];
