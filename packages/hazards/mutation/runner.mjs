import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/**
 * The test runner that Stryker drives: see suite.cjs. Every mutant gets modules that no other has touched, so that there is no difference
 * between code that runs when a module is loaded and code that runs in a test.
 */
const project = process.cwd();

/**
 * Of the tests that reach a change at most so many per spec are asked, for time, besides those that are named after the file: a change that
 * only others would notice counts as not noticed, so that the score is a lower bound.
 */
const { specs, asked } = JSON.parse(readFileSync(path.join(project, 'suite.json'), 'utf8'));

const Suite = createRequire(path.join(project, 'suite.cjs'))('./suite.cjs');

/** How many of the tests that noticed changes of a file are asked first when it is changed again. */
const remembered = 20;

class SpecRunner {
  /** By file, the ids of the tests that noticed a change of it, the latest first. */
  #killers = new Map();
  #suite = new Suite(project, specs);

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
      const rank = this.#rankFor(activeMutant.fileName);
      const specRank = this.#specRankFor(activeMutant.fileName);
      results = await this.#suite.run({ bail: !disableBail, only: testFilter, rank, specRank, limit: asked });
    } catch (error) {
      // The module cannot even be loaded: every test fails.
      return { status: 'killed', killedBy: [], failureMessage: String(error), nrOfTests: 0 };
    } finally {
      stryker.activeMutant = undefined;
    }
    if (hitLimit !== undefined && stryker.hitCount > hitLimit)
      return { status: 'timeout', reason: `Hit limit reached (${stryker.hitCount}/${hitLimit})` };
    const failed = results.filter(({ failure }) => failure !== null);
    if (failed.length > 0) this.#remember(activeMutant.fileName, failed[0].test.id);
    return failed.length === 0
      ? { status: 'survived', nrOfTests: results.length }
      : {
          status: 'killed',
          killedBy: failed.map(({ test }) => test.id),
          failureMessage: failed[0].failure,
          nrOfTests: results.length,
        };
  }

  /** The tests that are named after the file first, then those that noticed changes of it before. */
  #rankFor(file) {
    const own = path.basename(file, '.ts');
    const killers = this.#killers.get(file) ?? [];
    return ({ id, name }) => {
      if (name.startsWith(`${own} `)) return -1;
      const at = killers.indexOf(id);
      return at === -1 ? remembered : at;
    };
  }

  /** The specs that noticed changes of the file before come first: the latest of them, after those with tests named after the file. */
  #specRankFor(file) {
    const own = ` > ${path.basename(file, '.ts')} `;
    const killers = (this.#killers.get(file) ?? []).map((id) => id.split(' > ')[0]);
    return (spec, ids) => {
      if (ids.some((id) => id.includes(own))) return -1;
      const at = killers.indexOf(spec);
      return at === -1 ? remembered : at;
    };
  }

  #remember(file, id) {
    const others = (this.#killers.get(file) ?? []).filter((each) => each !== id);
    this.#killers.set(file, [id, ...others].slice(0, remembered));
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
