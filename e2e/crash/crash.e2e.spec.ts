import { ROOT, shell } from '../support/shell';

/** The short form of `npm run test:crash`: one scenario that has transactions and statements outside of one. */
test('killed at eight moments: one resume applies the rest or finds everything as it was', async () => {
  const { code, output } = await shell('node e2e/crash/run.mjs --kills 8 --seed 11 --scenario outside', ROOT);
  expect({ code, output: code === 0 ? '' : output }).toEqual({ code: 0, output: '' });
  expect(output).toMatch(/8 kills in \d+ s, seed 11: 0 failed/);
});
