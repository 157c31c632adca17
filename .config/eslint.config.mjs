import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

/** Imports run one way: nx -> core -> hazards; hazards does no I/O. */
const rooms = [
  {
    sourceTag: 'room:hazards',
    onlyDependOnLibsWithTags: ['room:hazards'],
    bannedExternalImports: [
      'pg',
      'typeorm',
      '@nx/*',
      'nx',
      'node:fs',
      'node:net',
      'node:child_process',
      'fs',
      'net',
    ],
  },
  {
    sourceTag: 'room:core',
    onlyDependOnLibsWithTags: ['room:core', 'room:hazards'],
    bannedExternalImports: ['@nx/*', 'nx'],
  },
  { sourceTag: 'room:nx', onlyDependOnLibsWithTags: ['room:nx', 'room:core', 'room:hazards'] },
  { sourceTag: 'room:demo', onlyDependOnLibsWithTags: ['room:demo'] },
];

export default tseslint.config(
  { ignores: ['**/node_modules/**', '**/dist/**', '**/.safe-migrate/**', '**/*.d.ts'] },
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.recommended, prettier],
    plugins: { '@nx': nx },
    languageOptions: { parserOptions: { projectService: false } },
    rules: {
      '@nx/enforce-module-boundaries': [
        'error',
        { depConstraints: rooms, enforceBuildableLibDependency: false, allowCircularSelfDependency: true },
      ],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  {
    files: ['packages/*/src/**/*.ts'],
    languageOptions: {
      parserOptions: {
        project: ['packages/*/tsconfig.spec.json'],
        tsconfigRootDir: new URL('..', import.meta.url).pathname,
      },
    },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
    },
  },
  { files: ['**/*.mjs', '**/*.cjs', '**/*.js'], extends: [prettier] },
  { files: ['e2e/**'], rules: { 'no-console': 'off' } },
);
