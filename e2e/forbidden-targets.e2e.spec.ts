import { ROOT, shell } from './support/shell';

describe('the forbidden commands, in the demo project as it is committed', () => {
  it.each([
    'nx database:reset twenty-server',
    'nx run twenty-server:database:reset:seed',
    'nx run twenty-server:database:reset:no-seed',
    'nx database:reset twenty-server --configuration=no-seed',
    'nx run twenty-server:database:init:prod',
    'nx run twenty-server:test:integration:with-db-reset',
    'nx run twenty-server:test:integration:db-reset',
    'nx run twenty-server:database:migrate:revert',
    'npm run database:init:prod -w twenty-server',
  ])('%s refuses with exit code 1 and says what to run instead', async (command) => {
    const { code, output } = await shell(command, ROOT);
    expect(code).toBe(1);
    expect(output).toContain('REFUSED');
    expect(output).toMatch(/next:\s+\S+/);
    expect(output).not.toMatch(/\n\s+at .*\.js:\d+/);
  });
});
