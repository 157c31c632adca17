import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findClientTools } from '@safe-migrate/core';
import { ROOT } from '../support/shell';
import { DEEDS, program, query } from './deeds';
import { content, openLane, refill, shellIn, withHook, type Lane } from './lane';
import { LAYERS, matrixPage, rowOf, type Cells } from './matrix-page';
import { SERVER } from './twenty-shapes';
import { lineOf, Trial, type Tried } from './try-ways';
import { WAYS, type Way } from './ways';

/**
 * The gate tries one way of each kind and every deed; \`npm run docs:guard-matrix\` tries all of them in every layer and writes the page.
 * GUARD_MATRIX='text' tries the ways whose command holds it, or one of several texts with a line break between; together with
 * UPDATE_GUARD_MATRIX=1 their rows are written and the rest of the page stays.
 */
const UPDATE = process.env['UPDATE_GUARD_MATRIX'] !== undefined;
const ONLY = process.env['GUARD_MATRIX']?.split('\n');
const ALL = UPDATE && ONLY === undefined;
const PAGE = join(ROOT, 'docs/guard-matrix.md');
const CLI = join(ROOT, 'packages/core/bin/safe-migrate.js');
const DATA_SOURCE = 'src/database/typeorm/core/core.datasource.ts';
const MIGRATIONS = `${SERVER}/src/database/typeorm/core/migrations`;

const lanes: Lane[] = [];
let control: Trial;
let init: Trial;
let hook: Trial;
let sealed: Trial;

const command = ({ scene, env }: Lane, args: readonly string[], more: NodeJS.ProcessEnv = {}) =>
  program(process.execPath, [CLI, ...args], { cwd: scene.server, env: { ...env, ...more } });

beforeAll(async () => {
  const client = await findClientTools();
  const open = async (name: string): Promise<Lane> => {
    const lane = await openLane(name, client);
    lanes.push(lane);
    return lane;
  };
  const [raw, replaced, hooked, guarded] = [
    await open('raw'),
    await open('init'),
    await open('hook'),
    await open('seal'),
  ];
  const { code, said } = await shellIn('nx g @safe-migrate/nx:init', replaced.workspace.root, replaced.env);
  expect([code, said]).toEqual([0, expect.stringContaining('database:reset now refuses')]);
  withHook(replaced, false);
  withHook(hooked, true);
  control = new Trial(raw);
  init = new Trial(replaced);
  hook = new Trial(hooked);
  sealed = new Trial(guarded, async () => {
    const done = await command(guarded, ['seal', '-d', DATA_SOURCE, '--name', 'twenty']);
    if (!done.said.includes('sealed') || done.said.includes('OPEN')) throw new Error(done.said);
  });
}, 300_000);

afterAll(async () => {
  for (const lane of lanes) await lane.stop();
});

/** One of each group, and what ends otherwise than the rest of its group. */
function tried(): readonly Way[] {
  if (ONLY !== undefined)
    return WAYS.filter((way) => ONLY.some((text) => way.command.includes(text) || way.group === text));
  if (ALL) return WAYS;
  const groups = new Set<string>();
  return WAYS.filter((way) => {
    if (lineOf(way) === undefined || way.afterInit || groups.has(way.group)) return false;
    groups.add(way.group);
    return true;
  });
}

/** Each lane goes through the ways by itself. */
async function each(
  ways: readonly Way[],
  act: (way: Way) => Promise<string>,
): Promise<ReadonlyMap<Way, string>> {
  const found = new Map<Way, string>();
  for (const way of ways) {
    const since = Date.now();
    const cell = await act(way);
    found.set(way, cell);
    if (UPDATE)
      console.error(`${act.name} ${way.command}: ${cell} (${Math.round((Date.now() - since) / 1000)} s)`);
  }
  return found;
}

/** Nothing stands in its way: it has to destroy, else its line would prove nothing. */
async function unguarded(way: Way): Promise<string> {
  const { kept, said } = await control.try(way);
  return kept === 'less' ? 'destroys' : `DID NOTHING: ${said}`;
}

/** Nothing is gone, and it was the layer that said so. */
function cellOf({ kept, said }: Tried, refusal: RegExp): string {
  if (kept === 'less') return 'passes';
  if (!refusal.test(said)) return `DID NOTHING: ${said}`;
  return kept === 'all' ? 'stops' : 'adds rows';
}

async function byInit(way: Way): Promise<string> {
  if (way.afterInit || (way.nx === undefined && way.script === undefined)) return '-';
  return cellOf(await init.try(way), /REFUSED|safe-migrate/);
}

async function byHook(way: Way): Promise<string> {
  if (way.afterInit || way.nx === undefined) return '-';
  return cellOf(await hook.try(way), /REFUSED/);
}

/** What a deed comes to is the same whatever leads to it: each is done once, by the first command that does, in the gate by itself. */
const done = new Map<string, Promise<string>>();
function bySeal(way: Way): Promise<string> {
  if (way.afterInit) return Promise.resolve('-');
  const known = done.get(way.deed) ?? trySeal(way);
  done.set(way.deed, known);
  return known;
}

async function trySeal(way: Way): Promise<string> {
  if (way.deed === 'restored copy' || way.deed === 'clone') return inCopy(way.deed);
  if (!(way.deed in DEEDS) && way.deed !== 'rows') return '-';
  return cellOf(
    await sealed.try(
      UPDATE || way.deed === 'rows'
        ? way
        : { ...way, nx: undefined, script: undefined, typed: undefined, command: '' },
    ),
    /REFUSED by the seal of safe-migrate|template database/,
  );
}

/** A copy may be destroyed; production is not touched. */
async function inCopy(deed: string): Promise<string> {
  const { lane } = sealed;
  const before = await content(lane.scene);
  const copy = { ...lane.scene.production, database: `copy_${deed.replace(' ', '_')}` };
  await query(
    lane.server.connection,
    `CREATE DATABASE ${copy.database} TEMPLATE ${deed === 'clone' ? 'twenty' : 'template0'}`,
  );
  if (deed !== 'clone') {
    const archive = join(lane.workspace.root, 'sealed.dump');
    const at = { cwd: lane.workspace.root, env: lane.env };
    await program(lane.scene.pgBin('pg_dump'), ['-Fc', '-f', archive, 'twenty'], at);
    const { said } = await program(lane.scene.pgBin('pg_restore'), ['-e', '-d', copy.database, archive], at);
    expect(said).toBe('');
  }
  await query(copy, 'DROP SCHEMA core CASCADE');
  expect(await content(lane.scene)).toBe(before);
  return 'is a copy';
}

/** Of a safe run against the sealed database, by itself. */
async function byAsking({ deed }: Way): Promise<string> {
  const { lane } = sealed;
  const answers: Partial<Record<Way['deed'], () => Promise<{ said: string }>>> = {
    'unasked run': () => command(lane, ['run', '-d', DATA_SOURCE]),
    'run by an agent': () => command(lane, ['run', '-d', DATA_SOURCE], { AI_AGENT: 'spec', CI: 'true' }),
    'run from a laptop': () => command(lane, ['run', '-d', DATA_SOURCE]),
    'two databases': () =>
      command(lane, ['run', '-d', DATA_SOURCE, '--confirm', 'twenty'], {
        PG_DATABASE_URL: 'postgres://u:s3cretword@prod.example/twenty',
      }),
    unseal: () => command(lane, ['unseal', '-d', DATA_SOURCE]),
  };
  const act = answers[deed];
  if (act === undefined) return '-';
  const before = await content(lane.scene);
  const { said } = await act();
  expect(said).not.toContain('s3cretword');
  expect(await content(lane.scene)).toBe(before);
  return /CONFIRMATION_NEEDED|DATABASE_URLS_DIFFER/.test(said) ? 'stops' : 'passes';
}

it(
  'every way destroys where nothing is in its way, and none passes every layer; the page says what was found',
  async () => {
    const ways = tried();
    // Every deed is tried in the gate too.
    const others = ALL || ONLY !== undefined ? [] : WAYS.filter((way) => !ways.includes(way));
    const isLine = (way: Way): boolean => lineOf(way) !== undefined || way.deed in DEEDS;
    const [destroys, inits, hooks, seals] = await Promise.all([
      each(
        // Where there is no seal, there is nothing to take away.
        ways.filter((way) => !way.afterInit && way.group !== 'the seal itself' && isLine(way)),
        unguarded,
      ),
      each(ways, byInit),
      each(ways, byHook),
      each([...ways, ...others], bySeal).then(async (found) => ({
        found,
        asking: await each([...ways, ...others], byAsking),
      })),
    ]);
    const wrong = [destroys, inits, hooks, seals.found].flatMap((found, lane) =>
      [...found].flatMap(([way, cell]) =>
        cell.startsWith('DID NOTHING')
          ? [`${['control', 'init', 'hook', 'seal'][lane]}: ${way.command}: ${cell}`]
          : [],
      ),
    );
    const onPage = readFileSync(PAGE, 'utf8');
    const rows = WAYS.map((way) => {
      const known = rowOf(onPage, way);
      const cells: Record<keyof Cells, string> = {
        init: inits.get(way) ?? known?.init ?? '?',
        hook: (way.afterInit ? known?.hook : hooks.get(way)) ?? known?.hook ?? '?',
        seal: seals.found.get(way) ?? known?.seal ?? '?',
        asking: seals.asking.get(way) ?? known?.asking ?? '?',
        tried:
          lineOf(way) === undefined
            ? 'deed'
            : ALL || (UPDATE && destroys.has(way))
              ? 'shell'
              : (known?.tried ?? 'graph'),
      };
      for (const layer of LAYERS) if (cells[layer].startsWith('DID NOTHING')) cells[layer] = '?';
      return { ...way, cells };
    });
    if (ONLY !== undefined)
      console.log(
        rows
          .filter(({ command: text }) => ways.some((way) => way.command === text))
          .map(({ command: text, cells }) => `${text}: ${JSON.stringify(cells)}`)
          .join('\n'),
      );
    if (!UPDATE) expect(wrong).toEqual([]);
    if (ONLY === undefined) {
      const mistyped = await tryMistyped();
      for (const row of rows) if (row.afterInit) row.cells = { ...row.cells, hook: mistyped };
    }
    const page = matrixPage(rows);
    // Hours may be in it: what was found is kept, and what has to be tried again shows on the page.
    if (UPDATE) writeFileSync(PAGE, page);
    expect(wrong).toEqual([]);
    const passing = rows.filter(
      ({ cells }) => !Object.values(cells).some((cell) => cell === 'stops' || cell === 'is a copy'),
    );
    expect(passing.map(({ command: way }) => way)).toEqual([]);
    expect(rows.length).toBeGreaterThanOrEqual(130);
    expect(readFileSync(PAGE, 'utf8')).toBe(page);
  },
  6 * 3_600_000,
);

/** A run where a plan was meant: without the hook it changes the database, with it nothing starts. */
async function tryMistyped(): Promise<string> {
  const { lane } = init;
  rmSync(join(lane.workspace.root, MIGRATIONS, '1800000000001-dropScore.ts'));
  lane.workspace.write({
    [`${MIGRATIONS}/1800000000002-addNick.ts`]: `export class AddNick1800000000002 { name = 'AddNick1800000000002'; async up(q: any) { await q.query('ALTER TABLE core.person ADD COLUMN nick text'); } async down(q: any) { await q.query('ALTER TABLE core.person DROP COLUMN nick'); } }\n`,
  });
  await refill(lane);
  const before = await content(lane.scene);
  withHook(lane, true);
  const lines = WAYS.filter(({ afterInit }) => afterInit).map(({ nx }) => `nx ${nx}`);
  for (const line of lines) {
    const { said } = await shellIn(line, lane.workspace.root, lane.env);
    expect([line, said]).toEqual([line, expect.stringContaining('REFUSED')]);
    expect(await content(lane.scene)).toBe(before);
  }
  withHook(lane, false);
  const { said } = await shellIn(lines[0] ?? '', lane.workspace.root, lane.env);
  expect([said, (await content(lane.scene)) === before]).toEqual([expect.any(String), false]);
  return 'stops';
}

it('who is asking: with the name of the database the same run goes on, so it is the question that stops it', async () => {
  const { lane } = sealed;
  const before = await content(lane.scene);
  expect(before).toContain('person');
  const { said } = await command(lane, ['run', '-d', DATA_SOURCE, '--confirm', 'twenty']);
  expect(said).not.toMatch(/CONFIRMATION_NEEDED|DATABASE_URLS_DIFFER/);
  // What stops it then is the review.
  expect(said).toContain('DropScore1800000000001');
  expect(await content(lane.scene)).toBe(before);
});
