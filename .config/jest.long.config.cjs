/** `*.long.spec.ts`: suites that take minutes, each behind an npm script of its own. */
const { projects, testTimeout } = require('./jest.config.cjs');

const [, integration] = projects;

module.exports = {
  ...integration,
  displayName: 'long',
  testMatch: ['<rootDir>/packages/*/src/**/*.long.spec.ts'],
  testTimeout,
};
