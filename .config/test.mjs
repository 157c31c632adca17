import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import core from '@safe-migrate/core';
import { ensureClientTools, ensureTestPrograms } from '../e2e/demo/client-tools.mjs';

/** Runs every suite with Jest (arguments are passed on) and closes with the counts of Jest's own report. */
try {
  const tools = await ensureClientTools();
  console.log(`pg_dump ${tools.version}: ${tools.pgDump}`);
  ensureTestPrograms();
} catch (error) {
  console.error(core.formatError(error));
  process.exit(1);
}

const folder = mkdtempSync(join(tmpdir(), 'safe-migrate-report-'));
const reportFile = join(folder, 'report.json');
const { status } = spawnSync(
  process.execPath,
  [
    'node_modules/jest/bin/jest.js',
    '-c',
    '.config/jest.config.cjs',
    '--json',
    `--outputFile=${reportFile}`,
    '--maxWorkers=2',
    ...process.argv.slice(2),
  ],
  { stdio: ['ignore', 'ignore', 'inherit'] },
);

let report;
try {
  report = JSON.parse(readFileSync(reportFile, 'utf8'));
} catch {
  report = { numPassedTests: 0, numFailedTests: 1, numRuntimeErrorTestSuites: 0, numPendingTests: 0 };
}
rmSync(folder, { recursive: true, force: true });

// A suite that could not even start counts as a failure, and so does a run without a single test.
const skipped = report.numPendingTests + (report.numTodoTests ?? 0);
const failed =
  report.numFailedTests +
  report.numRuntimeErrorTestSuites +
  (report.numPassedTests === 0 && status === 0 ? 1 : 0);
console.log(`${report.numPassedTests} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = status === 0 && failed === 0 && skipped === 0 ? 0 : 1;
