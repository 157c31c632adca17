import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { processesMatching } from './support/processes';
import { ROOT, shell } from './support/shell';

const MINUTES = 60_000;
const project = join(ROOT, '.safe-migrate/demo/e2e/twenty-server');

describe('npm run demo', () => {
  it(
    'applies a migration with a certified backup, refuses a dropped column and three resets, and leaves nothing running, twice',
    async () => {
      for (const round of [1, 2]) {
        const { code, output } = await shell('node e2e/demo/demo.mjs --rows 2000', ROOT);
        if (code !== 0) throw new Error(`round ${round}\n${output}`);
        expect(output.match(/REFUSED|ERROR REVIEW_REFUSED/g)?.length).toBeGreaterThanOrEqual(4);
        expect(output).toContain('"salesGuidance":null');

        const records = join(project, '.safe-migrate/runs');
        const outcomes = readdirSync(records)
          .filter((name) => name.endsWith('.json'))
          .sort()
          .map(
            (name) => (JSON.parse(readFileSync(join(records, name), 'utf8')) as { outcome: string }).outcome,
          );
        expect(outcomes).toEqual(['applied', 'refused']);

        const [backup, ...others] = readdirSync(join(project, '.safe-migrate/backups'));
        expect(others).toEqual([]);
        const manifest = JSON.parse(
          readFileSync(join(project, '.safe-migrate/backups', backup ?? '', 'manifest.json'), 'utf8'),
        ) as {
          certificate: { rows: string };
          content: { tables: Record<string, { rows: string }> };
        };
        expect(manifest.content.tables['core.opportunity']?.rows).toBe('2000');
        expect(Number(manifest.certificate.rows)).toBeGreaterThan(6000);
        expect(processesMatching(/\.safe-migrate\/demo/)).toEqual([]);
      }
    },
    5 * MINUTES,
  );
});
