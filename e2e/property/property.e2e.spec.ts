import { ROOT, shell } from '../support/shell';

/** The short form of `npm run test:property`. */
test('random schemas and migrations: applied with every row, or as before; 10 runs', async () => {
  const { code, output } = await shell('node e2e/property/run.mjs --runs 10 --seed 2', ROOT);
  expect({ code, output: code === 0 ? '' : output }).toEqual({ code: 0, output: '' });
  expect(output).toMatch(/10 runs in \d+ s, seed 2: 0 failed/);
}, 600_000);
