import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { queries } from '../testing/project';
import { runProject } from '../testing/run-project';
import { openStage, type Stage } from '../testing/scenario';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

test('a migration that was changed after it was applied is told by the next plan, run and rehearsal', async () => {
  const name = 'AddExtra1790000000001';
  const { project } = await stage.prepare({
    migrations: [
      {
        name,
        up: queries('ALTER TABLE core.opportunity ADD COLUMN extra text'),
        down: queries('ALTER TABLE core.opportunity DROP COLUMN extra'),
      },
    ],
  });
  const options = { scratchUrl: stage.server.url };
  const first = await runProject(project, options);
  expect([first.outcome, first.record.warnings]).toEqual(['applied', []]);
  expect(first.record.applied).toEqual([
    { name, file: `src/migrations/${name}.js`, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string },
  ]);
  expect((await runProject(project, options, 'plan')).record.warnings).toEqual([]);

  const file = join(project.root, `src/migrations/${name}.js`);
  writeFileSync(file, readFileSync(file, 'utf8').replace('extra text', 'extra varchar(10)'));
  for (const command of ['plan', 'run', 'rehearse'] as const) {
    const again = await runProject(project, options, command);
    expect(again.outcome).toBe('nothing-pending');
    expect(again.record.warnings).toEqual([
      expect.stringContaining(`MIGRATION_CHANGED: src/migrations/${name}.js`),
    ]);
  }
});
