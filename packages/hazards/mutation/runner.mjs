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
    const tests = this.#suite.load();
    if (new Set(tests.map(({ name }) => name)).size < tests.length)
      return { status: 'error', errorMessage: 'two tests have one name' };
    const results = await this.#suite.run({
      bail: false,
      before: ({ name }) => (stryker.currentTestId = name),
      after: () => (stryker.currentTestId = undefined),
    });
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
      this.#suite.load();
      results = await this.#suite.run({ bail: !disableBail, only: testFilter && new Set(testFilter) });
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
          killedBy: failed.map(({ test }) => test.name),
          failureMessage: failed[0].failure,
          nrOfTests: results.length,
        };
  }
}

// Where the instrumented code looks for the mutant that is switched on.
const context = () => (globalThis.__stryker__ ??= {});

const shown = ({ test: { name, spec }, failure, milliseconds }) => ({
  id: name,
  name,
  fileName: spec,
  timeSpentMs: milliseconds,
  ...(failure === null ? { status: 0 } : { status: 1, failureMessage: failure }),
});

export const strykerPlugins = [
  { kind: 'TestRunner', name: 'specs', factory: Object.assign(() => new SpecRunner(), { inject: [] }) },
];
