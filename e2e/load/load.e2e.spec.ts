import { ROOT, shell } from '../support/shell';

describe('under load', () => {
  it('raises no false alarm and misses no loss: 8 runs of node e2e/load/load.mjs', async () => {
    const { code, output } = await shell('node e2e/load/load.mjs --runs 8 --seed 3', ROOT);
    if (code !== 0) throw new Error(output);
    expect(output).toContain('no false alarm, no missed loss');
    for (const kind of ['harmless, passed', 'harmful, refused', 'backups that match'])
      expect(Number(new RegExp(`(\\d+)  ${kind}`).exec(output)?.[1])).toBeGreaterThan(0);
  });
});
