import { ROOT, shell } from '../support/shell';

/** The short form of `npm run test:crash`: two scenarios that have transactions and statements outside of one, forward and back. */
test.each(['outside', 'rollback'])(
  '%s, killed four times: one resume, or the same command again, brings each to its end',
  async (scenario) => {
    const { code, output } = await shell(
      `node e2e/crash/run.mjs --kills 4 --jobs 2 --seed 11 --scenario ${scenario}`,
      ROOT,
    );
    expect({ code, output: code === 0 ? '' : output }).toEqual({ code: 0, output: '' });
    expect(output).toMatch(/4 kills in \d+ s, seed 11: 0 failed/);
  },
  600_000,
);
