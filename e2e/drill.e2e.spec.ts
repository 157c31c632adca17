import { processesMatching } from './support/processes';
import { ROOT, shell } from './support/shell';

const MINUTES = 60_000;

describe('npm run drill', () => {
  it(
    'destroys the demo database, restores its newest backup, finds every row there again, and leaves nothing running',
    async () => {
      const { code, output } = await shell('node e2e/demo/drill.mjs --rows 2000', ROOT);
      if (code !== 0) throw new Error(output);
      expect(output).toMatch(/certificate restored into PostgreSQL .* and equal: \d+ tables, \d+ rows/);
      expect(output).toMatch(/the database twenty is destroyed/);
      expect(output).toMatch(/DRILL PASSED: .* after \d+\.\d s: \d+ tables, \d+ rows/);
      expect(processesMatching(/\.safe-migrate\/drill/)).toEqual([]);
    },
    3 * MINUTES,
  );
});
