/** One runner for every suite (long forms: jest.long.config.cjs): `*.spec.ts` are pure, `*.int.spec.ts` use a real PostgreSQL, `e2e/**` drive Nx and the demo. */
const path = require('node:path');

const root = path.resolve(__dirname, '..');
const transform = {
  '^.+\\.ts$': [
    '@swc/jest',
    {
      jsc: {
        parser: { syntax: 'typescript', decorators: true },
        transform: { legacyDecorator: true, decoratorMetadata: true },
        target: 'es2022',
      },
      module: { type: 'commonjs' },
    },
  ],
};
const common = {
  rootDir: root,
  testEnvironment: 'node',
  transform,
  modulePathIgnorePatterns: ['/dist/', '/.safe-migrate/'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
};

module.exports = {
  projects: [
    {
      ...common,
      displayName: 'unit',
      testMatch: ['<rootDir>/packages/*/src/**/*.spec.ts'],
      testPathIgnorePatterns: [...common.testPathIgnorePatterns, '\\.(?:int|long)\\.spec\\.ts$'],
    },
    { ...common, displayName: 'integration', testMatch: ['<rootDir>/packages/*/src/**/*.int.spec.ts'] },
    { ...common, displayName: 'e2e', testMatch: ['<rootDir>/e2e/**/*.e2e.spec.ts'] },
  ],
  testTimeout: 180000,
};
