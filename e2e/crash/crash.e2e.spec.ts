import { ROOT, shell } from '../support/shell';

/** The short form of `npm run test:crash`: one scenario that has transactions and statements outside of one. */
test('killed at six moments: one resume, or the next run, brings each to its end', async () => {
  const { code, output } = await shell('node e2e/crash/run.mjs --kills 6 --seed 11 --scenario outside', ROOT);
  expect({ code, output: code === 0 ? '' : output }).toEqual({ code: 0, output: '' });
  expect(output).toMatch(/6 kills in \d+ s, seed 11: 0 failed/);
}, 600_000);
