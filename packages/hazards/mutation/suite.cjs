const { existsSync, readFileSync } = require('node:fs');
const Module = require('node:module');
const path = require('node:path');
const vm = require('node:vm');
const swc = require('@swc/core');
const { expect } = require('expect');
const { format: prettyFormat } = require('pretty-format');

const separator = ' > ';

/**
 * Runs spec files in this process, again and again, each time with all modules of the project loaded anew: Jest takes a second to do that,
 * this takes a twentieth. Jest's own `expect`; `describe`, `test`, `beforeAll`, `jest.mock` and snapshots as far as the specs use them.
 */
module.exports = class Suite {
  #project;
  #specs;
  #compiled = new Map();
  #snapshots = new Map();
  #mocks = new Map();
  #tests = [];
  /** How many tests of the spec have a name. */
  #named = new Map();
  #blocks = [];
  #hooks = [];
  #spec = '';
  #running = null;
  /** What the modules that are changed lie in, with the specs that judge them. */
  #folder;

  /** @param project the folder of the copied sources; @param specs the spec files, relative to its `src` */
  constructor(project, specs) {
    this.#project = project;
    this.#specs = specs.map((file) => path.join(project, 'src', file));
    this.#folder = path.join(project, 'src', specs[0]?.split('/')[0] ?? '', path.sep);
    require.extensions['.ts'] = (module, file) => {
      const run = this.#compile(file).runInThisContext();
      run(module.exports, (request) => module.require(request), module, file, path.dirname(file));
    };
    const load = Module._load;
    Module._load = (request, parent, isMain) => {
      const factory =
        request.startsWith('.') && this.#mocks.get(path.resolve(path.dirname(parent.filename), request));
      return factory ? factory() : load(request, parent, isMain);
    };
    const suite = this;
    expect.extend({
      toMatchSnapshot(received) {
        return suite.#matchSnapshot(received);
      },
    });
    Object.assign(globalThis, this.#api());
  }

  /**
   * Runs the specs one after the other and returns what each test came to. What is changed, and everything that depends on it, is loaded
   * anew for every run, and for every spec with mocks.
   *
   * @param only ids of the tests to run; a spec that has none of them is not loaded
   * @param bail nothing is run after the first failure
   * @param specRank of a spec, with the ids of its tests that are to be run: those with lower ones run earlier
   * @param rank of a test: those with lower ones run earlier
   * @param limit at most so many tests of a spec: the first ones, and from those that share the last rank some, evenly spaced; those with
   * a rank below 0 are always run
   */
  async run({ only, bail, rank = () => 0, specRank, limit = Infinity, before = () => {}, after = () => {} }) {
    const wanted = new Map();
    for (const id of only ?? []) {
      const [spec] = id.split(separator);
      if (!wanted.has(spec)) wanted.set(spec, []);
      wanted.get(spec).push(id);
    }
    const results = [];
    const idsOf = (spec) => wanted.get(this.#nameOf(spec)) ?? [];
    const specs = this.#specs.filter((spec) => only === undefined || idsOf(spec).length > 0);
    const ranks = new Map(specs.map((spec) => [spec, specRank?.(this.#nameOf(spec), idsOf(spec)) ?? 0]));
    this.#forget();
    for (const spec of specs.toSorted((a, b) => ranks.get(a) - ranks.get(b))) {
      this.#load(spec);
      for (const hook of this.#hooks) await hook();
      const chosen = only && new Set(only);
      const tests = this.#tests
        .filter(({ id }) => chosen === undefined || chosen.has(id))
        .map((test) => ({ test, rank: rank(test) }))
        .sort((a, b) => a.rank - b.rank);
      for (const { test } of sampled(tests, limit)) {
        this.#running = { ...test, matched: 0 };
        before(test);
        const begun = performance.now();
        let failure = null;
        try {
          await test.body();
        } catch (error) {
          failure = String(error?.message ?? error);
        }
        after(test);
        results.push({ test, failure, milliseconds: performance.now() - begun });
        if (failure !== null && bail) return results;
      }
    }
    return results;
  }

  #load(spec) {
    if (this.#mocks.size > 0 || this.#mocking(spec)) this.#forget(true);
    this.#mocks.clear();
    this.#tests = [];
    this.#named.clear();
    this.#hooks = [];
    this.#spec = spec;
    require(spec);
  }

  #mocking(spec) {
    return readFileSync(spec, 'utf8').includes('jest.mock(');
  }

  /** Forgets the modules that are changed and those that depend on them; the others are the same for every change. */
  #forget(all = false) {
    const own = Object.values(require.cache).filter(({ filename }) =>
      filename.startsWith(`${this.#project}/src/`),
    );
    const users = new Map(own.map((each) => [each, []]));
    for (const each of own) for (const child of each.children) users.get(child)?.push(each);
    const gone = new Set(own.filter(({ filename }) => all || filename.startsWith(this.#folder)));
    for (const each of gone) for (const user of users.get(each)) gone.add(user);
    for (const { filename } of gone) delete require.cache[filename];
    for (const each of own) each.children = each.children.filter((child) => !gone.has(child));
    module.children = [];
  }

  #nameOf(spec) {
    return path.relative(this.#project, spec);
  }

  #compile(file) {
    const known = this.#compiled.get(file);
    if (known !== undefined) return known;
    const { code } = swc.transformSync(readFileSync(file, 'utf8'), {
      filename: file,
      swcrc: false,
      jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
      module: { type: 'commonjs' },
    });
    // Kept as a script: loading it again compiles nothing.
    const script = new vm.Script(Module.wrap(code), { filename: file });
    this.#compiled.set(file, script);
    return script;
  }

  #matchSnapshot(received) {
    const { name, before, spec } = this.#running;
    this.#running.matched += 1;
    const wanted = this.#snapshotsOf(spec)[`${name} ${before + this.#running.matched}`];
    const text = prettyFormat(received, {
      escapeRegex: true,
      escapeString: false,
      printBasicPrototype: false,
    });
    const shown = text.includes('\n') ? `\n${text}\n` : text;
    return { pass: wanted === shown, message: () => `is not the snapshot: ${shown}\nwanted: ${wanted}` };
  }

  #snapshotsOf(spec) {
    const file = path.join(path.dirname(spec), '__snapshots__', `${path.basename(spec)}.snap`);
    if (!this.#snapshots.has(file)) {
      const data = {};
      if (existsSync(file)) new Function('exports', readFileSync(file, 'utf8'))(data);
      this.#snapshots.set(file, data);
    }
    return this.#snapshots.get(file);
  }

  #api() {
    const test = (title, body) => {
      const name = [...this.#blocks, title].join(' ');
      // Tests may share a name; each of them then matches one snapshot, in their order.
      const before = this.#named.get(name) ?? 0;
      this.#named.set(name, before + 1);
      const id = `${this.#nameOf(this.#spec)}${separator}${name}${before === 0 ? '' : ` (${before + 1})`}`;
      this.#tests.push({ id, name, before, spec: this.#spec, body });
    };
    const describe = (name, body) => {
      this.#blocks.push(name);
      body();
      this.#blocks.pop();
    };
    const each = (declare) => (table) => (title, body) => {
      for (const row of table) {
        const values = Array.isArray(row) ? row : [row];
        declare(filled(title, values), () => body(...values));
      }
    };
    const resolved = (request) => path.resolve(path.dirname(this.#spec), request);
    const jest = {
      mock: (request, factory) => this.#mocks.set(resolved(request), factory),
      requireActual: (request) => require(resolved(request)),
    };
    return {
      expect,
      jest,
      describe: Object.assign(describe, { each: each(describe) }),
      test: Object.assign(test, { each: each(test) }),
      beforeAll: (hook) => this.#hooks.push(hook),
    };
  }
};

function filled(title, values) {
  let next = 0;
  return title.replaceAll(/%[sid]/g, () => String(values[next++]));
}

function sampled(tests, limit) {
  if (tests.length <= limit) return tests;
  const last = tests.at(-1).rank;
  const first = tests.filter(({ rank }) => rank < last || rank < 0);
  const rest = tests.slice(first.length);
  if (rest.length === 0) return first;
  const step = rest.length / Math.max(1, limit - first.length);
  return [...first, ...rest.filter((_, at) => Math.floor(at / step) !== Math.floor((at - 1) / step))];
}
