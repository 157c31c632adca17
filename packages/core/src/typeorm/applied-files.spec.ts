import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { appliedBefore } from '../run/applied-before';
import { appliedFiles, changedSinceApplied } from './applied-files';
import type { LoadedMigration } from './protocol';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'core-spec-applied-'));
  mkdirSync(join(root, 'runs'));
  mkdirSync(join(root, 'm'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function migration(text: string, file = 'm/1-a.ts'): LoadedMigration {
  writeFileSync(join(root, file), text);
  return { name: 'A1', className: 'A1', timestamp: 1, hasDown: true, file: join(root, file) };
}
const warnings = (then: string, now: string, executed: readonly string[] = ['A1']): readonly string[] => {
  const before = appliedFiles([migration(then)], root);
  return changedSinceApplied(before, executed, [migration(now)], root);
};

test('a change of the text is told, with a code and the file', () => {
  expect(warnings('up() { a }', 'up() { b }')).toEqual([
    expect.stringMatching(/^MIGRATION_CHANGED: m\/1-a\.ts is not what it was when A1 was applied here/),
  ]);
});

test('nothing to say of the same text, other ends of lines, or a migration that is pending again', () => {
  expect(warnings('up()\n{ a }\n', 'up()\n{ a }\n')).toEqual([]);
  expect(warnings('up()\n{ a }\n', 'up()  \r\n{ a }\r\n\r\n')).toEqual([]);
  expect(warnings('up() { a }', 'up() { b }', [])).toEqual([]);
  // Space in front of a line may stand inside a template.
  expect(warnings('up()\n{ a }\n', 'up()\n  { a }\n')).toHaveLength(1);
});

test('a compiled file is known by its source; without it, it is compared with compiled ones only', () => {
  const [source] = appliedFiles([migration('source')], root);
  const map = JSON.stringify({ version: 3, sources: ['1-a.ts'], names: [], mappings: 'AAAA' });
  writeFileSync(join(root, 'm/1-a.js.map'), map);
  const compiled = migration('compiled //\n//# sourceMappingURL=1-a.js.map\n', 'm/1-a.js');
  expect(appliedFiles([compiled], root)).toEqual([source]);
  const alone = migration('compiled', 'm/1-a.js');
  expect(changedSinceApplied(source ? [source] : [], ['A1'], [alone], root)).toEqual([]);
});

test('the newest run on the same database counts, and what was taken back does not', () => {
  const target = { connection: 'u@h:1/d', server: '15', systemIdentifier: '7', bytes: 1 };
  const write = (id: string, sha256: string, more: object = {}): void =>
    writeFileSync(
      join(root, 'runs', `${id}.json`),
      JSON.stringify({
        ...{ id, target, outcome: 'applied', applied: [{ name: 'A1', file: 'm/1-a.ts', sha256 }] },
        ...more,
      }),
    );
  write('20260101-000000-aaaa', 'old');
  write('20260102-000000-aaaa', 'new');
  write('20260103-000000-aaaa', 'elsewhere', { target: { ...target, connection: 'u@h:1/other' } });
  write('20260104-000000-aaaa', 'other server', { target: { ...target, systemIdentifier: '8' } });
  write('20260105-000000-aaaa', 'undone', { outcome: 'rolled-back' });
  writeFileSync(join(root, 'runs', '20260106-000000-aaaa.json'), '{ "applied": broken');
  writeFileSync(join(root, 'runs', '20260106-000000-aaaa.txt'), '"applied"');
  expect(appliedBefore(join(root, 'runs'), target).map(({ sha256 }) => sha256)).toEqual(['new', 'old']);
  expect(appliedBefore(join(root, 'nowhere'), target)).toEqual([]);
});
