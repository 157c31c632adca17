import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { CRM } from '../testing/crm';
import { createProject } from '../testing/project';
import { sql, startTestServer, type TestServer } from '../testing/test-server';

const CLI = resolve(__dirname, '../../bin/safe-migrate.js');
/** Of the `name` property; TypeORM wants the stamp at its end. */
const NAMES = [
  [`x'); DROP TABLE core.note; -- "$$ \\ \${H} %s`, '1764300000001'],
  ['\u001b[2K\u001b[1A\u001b]0;owned\u0007\n::error::owned%0A | <b>&\u202e', '1764300000002'],
  [`${'Ü'.repeat(30)}名`, '1764300000003'],
] as const;
const FILES = [
  `1764300000001-a'b"c;$(touch owned) %s.js`,
  '1764300000002-\u001b[8mhidden.js',
  '1764300000003-ümläut 名.js',
];

let server: TestServer;
const home = mkdtempSync(join(tmpdir(), 'core-spec-hostile-'));
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(async () => {
  rmSync(home, { recursive: true, force: true });
  await server.stop();
});

it('names of migrations and their files are data: in the review, the run, its record, the status and the way back', async () => {
  const connection = await server.create();
  await sql(connection, CRM);
  const project = createProject({ connection, migrations: [], options: `logging: false,` });
  NAMES.forEach(([name, stamp], at) =>
    project.write(
      `src/migrations/${FILES[at]}`,
      `exports.M${stamp} = class M${stamp} { name = ${JSON.stringify(`${name}${stamp}`)};
  async up(q) { await q.query('ALTER TABLE core.note ADD COLUMN c${at} text'); }
  async down(q) { await q.query('ALTER TABLE core.note DROP COLUMN c${at}'); } };\n`,
    ),
  );
  const cli = (
    ...args: string[]
  ): { readonly code: number | null; readonly printed: string; readonly said: string } => {
    const env = Object.fromEntries(
      Object.entries(process.env).filter(([key]) => !/^(AI_AGENT|CLAUDECODE|CI)$/.test(key)),
    );
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [CLI, ...args, '--project', project.root, '-d', project.dataSource],
      {
        cwd: home,
        encoding: 'utf8',
        env,
      },
    );
    return { code: status, printed: stdout, said: `${stdout}${stderr}` };
  };
  const scratch = ['--scratch-url', server.url];
  try {
    for (const format of ['text', 'json', 'sarif', 'gitlab', 'github', 'junit', 'markdown']) {
      const { code, printed, said } = cli(
        'review',
        '--format',
        format,
        '--threshold',
        'dangerous',
        ...scratch,
      );
      expect([format, code, said]).toEqual([format, 0, expect.any(String)]);
      assertTame(said);
      if (['json', 'sarif', 'gitlab'].includes(format))
        expect(() => JSON.parse(printed) as unknown).not.toThrow();
    }
    for (const args of [['plan'], ['run'], ['status'], ['status', '--json'], ['assert'], ['backup']]) {
      const { code, said } = cli(
        ...args,
        ...(['plan', 'run', 'backup'].includes(args[0] ?? '') ? scratch : []),
      );
      expect([args, code, said]).toEqual([args, 0, expect.any(String)]);
      assertTame(said);
    }
    const recorded = await sql<{ name: string }>(
      connection,
      'SELECT name FROM core._typeorm_migrations ORDER BY id',
    );
    expect(recorded.map(({ name }) => name).slice(1)).toEqual(
      NAMES.map(([name, stamp]) => `${name}${stamp}`),
    );
    const back = cli('rollback', ...scratch);
    assertTame(back.said);
    expect([back.code, back.said]).toEqual([0, expect.any(String)]);
    const [seen] = await sql<{ n: number; columns: number }>(
      connection,
      `SELECT (SELECT count(*)::int FROM core.note) AS n, (SELECT count(*)::int FROM pg_attribute WHERE attrelid = 'core.note'::regclass AND attname LIKE 'c_') AS columns`,
    );
    expect(seen?.n).toBe(20);
    expect(readdirSync(project.root)).not.toContain('owned');
    expect(existsSync(join(home, 'owned'))).toBe(false);
  } finally {
    project.remove();
  }
});

/** No escape sequence, nothing that begins a line of its own that GitHub would read as a command. */
function assertTame(said: string): void {
  expect(said).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f]/);
  expect(said).not.toMatch(/^::error::owned/m);
}
