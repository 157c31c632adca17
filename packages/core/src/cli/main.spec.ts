import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const COMMAND = resolve(__dirname, '../../bin/safe-migrate.js');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'core-spec-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the command as a process of its own. */
function safeMigrate(...args: string[]): Promise<{ code: number; output: string }> {
  return new Promise((done) => {
    const child = execFile(process.execPath, [COMMAND, ...args], { cwd: folder }, (_error, stdout, stderr) =>
      done({ code: child.exitCode ?? -1, output: stdout + stderr }),
    );
  });
}

test.each([
  [['--help'], 0, /run .*guard, preflight/],
  [['run', '--help'], 0, /--lock-timeout <ms>/],
  [['--version'], 0, /^\d+\.\d+\.\d+/],
  [[], 2, /Usage/],
  [['destroy'], 2, /unknown command/],
  [['run', '--force'], 2, /unknown option/],
  [['run', '--lock-timeout', 'soon'], 2, /whole number/],
  [['run', '--graphql', '{'], 2, /JSON/],
  [['run'], 2, /ERROR SETTINGS_INVALID: No data source is named/],
  [['run', '-d', 'nothing.ts'], 2, /ERROR DATA_SOURCE_NOT_FOUND/],
  [['plan', '-d', 'nothing.ts'], 2, /ERROR DATA_SOURCE_NOT_FOUND/],
  [['review', '--help'], 0, /--after <migration>/],
  [['review', '-d', 'nothing.ts'], 2, /ERROR DATA_SOURCE_NOT_FOUND/],
  [['review', '--all'], 2, /ERROR SETTINGS_INVALID: No data source is named/],
  [['review', '-d', 'nothing.ts', '--sql', 'a.sql'], 2, /ERROR REVIEW_OPTION/],
  [['review', '-d', 'nothing.ts', '--dataSource', 'x'], 2, /unknown option/],
  [['refuse', 'db:reset', '--instead', 'nx x', '--seed', 'y'], 1, /REFUSED db:reset[^]*next: nx x/],
])('%j ends with %i', async (args, code, says) => {
  const result = await safeMigrate(...args);
  expect(result).toEqual({ code, output: expect.stringMatching(says) as string });
  expect(result.output).not.toMatch(/^\s+at /m);
});
