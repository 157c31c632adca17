import { programOf } from './program';
import { parseShell } from './shell';

describe('the program of a command', () => {
  it.each([
    ['nx run a:b', 'nx', ['run', 'a:b'], 'nx run a:b'],
    ['NODE_ENV=test A=b nx x', 'nx', ['x'], 'nx x'],
    ['npx -y typeorm migration:run', 'typeorm', ['migration:run'], 'npx -y typeorm migration:run'],
    ['npx --package typeorm typeorm x', 'typeorm', ['x'], 'npx --package typeorm typeorm x'],
    ['npx typeorm@0.3.20 x', 'typeorm', ['x'], 'npx typeorm@0.3.20 x'],
    ['pnpm dlx prisma migrate reset', 'prisma', ['migrate', 'reset'], 'pnpm dlx prisma migrate reset'],
    ['npm exec -- typeorm x', 'typeorm', ['x'], 'npm exec -- typeorm x'],
    ['cross-env NODE_ENV=test npx ts-node a.ts', 'ts-node', ['a.ts'], 'npx ts-node a.ts'],
    ['dotenv -e .env.prod -- ts-node a.ts', 'ts-node', ['a.ts'], 'ts-node a.ts'],
    ['sudo -u postgres dropdb x', 'dropdb', ['x'], 'dropdb x'],
    ['timeout -k 5 60 psql', 'psql', [], 'psql'],
    ['doppler run -- node x.js', 'node', ['x.js'], 'node x.js'],
    [
      './node_modules/.bin/typeorm-ts-node-commonjs x',
      'typeorm-ts-node-commonjs',
      ['x'],
      './node_modules/.bin/typeorm-ts-node-commonjs x',
    ],
    ['typeorm x -d a >log 2>&1', 'typeorm', ['x', '-d', 'a', '>', 'log', '2>&1'], 'typeorm x -d a'],
    ['npm run x', 'npm', ['run', 'x'], 'npm run x'],
  ])('%s', (line, name, args, text) => {
    const [command] = parseShell(line);
    const program = command && programOf(command);
    expect(program?.name).toBe(name);
    expect(program?.args.map((word) => word.text)).toEqual(args);
    expect(line.slice(program?.start, program?.end)).toBe(text);
  });

  it('remembers the environment in front of it', () => {
    const [command] = parseShell('A=1 dotenv -e x -- B=2 nx y');
    expect(command && programOf(command)?.environment).toEqual(['A=1', 'dotenv', '-e', 'x', '--', 'B=2']);
  });

  it('is missing where there is none', () => {
    const [command] = parseShell('A=1');
    expect(command && programOf(command)).toBeUndefined();
  });
});
