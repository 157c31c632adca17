import { callsOf } from './calls';
import { programOf } from './program';
import { parseShell } from './shell';

const calls = (line: string): unknown[] =>
  parseShell(line).flatMap((command) => {
    const program = programOf(command);
    return program ? [...callsOf(program)] : [];
  });

describe('what a command calls', () => {
  it.each([
    ['nx database:reset', { runner: 'nx', name: 'database:reset', args: '' }],
    [
      'npx nx database:reset twenty-server',
      { runner: 'nx', name: 'database:reset', owner: 'twenty-server', args: '' },
    ],
    [
      'nx run twenty-server:database:reset:seed',
      { runner: 'nx', name: 'twenty-server:database:reset:seed', args: '' },
    ],
    [
      'nx database:reset x --configuration=no-seed',
      { runner: 'nx', name: 'database:reset', owner: 'x', configuration: 'no-seed', args: '' },
    ],
    ['nx run x:y -c no-seed', { runner: 'nx', name: 'x:y', configuration: 'no-seed', args: '' }],
    ['nx typeorm -- migration:run -d a.ts', { runner: 'nx', name: 'typeorm', args: 'migration:run -d a.ts' }],
    [
      'nx run x:typeorm query "DROP SCHEMA a"',
      { runner: 'nx', name: 'x:typeorm', args: `query 'DROP SCHEMA a'` },
    ],
    [
      'nx run x:typeorm --args="schema:drop -d a"',
      { runner: 'nx', name: 'x:typeorm', args: 'schema:drop -d a' },
    ],
    ['yarn nx database:reset', { runner: 'nx', name: 'database:reset', args: '' }],
    ['npm run db:reset', { runner: 'script', name: 'db:reset', args: '' }],
    ['npm run typeorm -- schema:drop', { runner: 'script', name: 'typeorm', args: 'schema:drop' }],
    ['npm run db:reset -w server', { runner: 'script', name: 'db:reset', owner: 'server', args: '' }],
    [
      'npm --prefix packages/server run db:reset',
      { runner: 'script', name: 'db:reset', owner: 'packages/server', args: '' },
    ],
    ['npm test', { runner: 'script', name: 'test', args: '' }],
    ['yarn db:reset', { runner: 'script', name: 'db:reset', args: '', maybeProgram: true }],
    [
      'yarn workspace server db:reset',
      { runner: 'script', name: 'db:reset', owner: 'server', args: '', maybeProgram: true },
    ],
    [
      'pnpm --filter server db:reset --force',
      { runner: 'script', name: 'db:reset', owner: 'server', args: '--force', maybeProgram: true },
    ],
    ['bun run db:reset', { runner: 'script', name: 'db:reset', args: '', maybeProgram: true }],
    ['node --run db:reset', { runner: 'script', name: 'db:reset', args: '' }],
    ['turbo run db:reset', { runner: 'script', name: 'db:reset', args: '' }],
    ['concurrently "npm:db:reset"', { runner: 'script', name: 'db:reset', args: '' }],
  ])('%s', (line, call) => {
    expect(calls(line)).toEqual([call]);
  });

  it.each([
    ['nx run-many -t db:reset,build --projects=a', ['db:reset', 'build']],
    ['nx run-many --targets db:reset build', ['db:reset', 'build']],
    ['nx affected --target=db:reset', ['db:reset']],
    ['run-s build "db:* -- --x"', ['build', 'db:*']],
    ['npm-run-all -p a b', ['a', 'b']],
  ])('%s', (line, names) => {
    expect(calls(line).map((call) => (call as { name: string }).name)).toEqual(names);
  });

  it.each([
    'nx reset',
    'nx migrate latest',
    'nx g safe-migration AddX',
    'npm install',
    'yarn add x',
    'pnpm i',
    'node x.js',
    'npm',
  ])('%s calls nothing', (line) => {
    expect(calls(line)).toEqual([]);
  });
});
