import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { ConnectionParameters } from '../target/connection';
import { urlOf } from './test-server';

/** The installed packages of this repository, found from here. */
const NODE_MODULES = resolve(__dirname, '../../../../node_modules');

/** A migration as a spec writes it: bodies of the two methods, with `queryRunner` in reach. */
export interface MigrationSource {
  /** Class name. */
  readonly name: string;
  readonly up: string;
  /** Undefined leaves the method out. */
  readonly down?: string;
  /** The doc comment of the class. */
  readonly comment?: string;
  readonly transaction?: boolean;
  /** Text in front of the class. */
  readonly head?: string;
}

/** What {@link createProject} writes. */
export interface ProjectSource {
  readonly connection: ConnectionParameters;
  readonly migrations: readonly MigrationSource[];
  /** Further options of the DataSource, as source text: `synchronize: true,` */
  readonly options?: string;
  /** Replaces the whole data source file. */
  readonly dataSource?: string;
  /** TypeScript instead of JavaScript. */
  readonly typescript?: boolean;
  /** Leaves out the migration that {@link CRM} records as executed. */
  readonly withoutBaseline?: boolean;
}

/** A TypeORM project of its own in a temporary folder, with the packages of this repository. */
export interface Project {
  readonly root: string;
  /** Path of the data source file, relative to the root. */
  readonly dataSource: string;
  readonly write: (path: string, text: string) => void;
  readonly remove: () => void;
}

/** Statements as a method's body. */
export function queries(...statements: readonly string[]): string {
  return statements.map((text) => `await queryRunner.query(${JSON.stringify(text)});`).join('\n    ');
}

/** The migration that made the CRM: recorded, never run by a spec. */
const BASELINE: MigrationSource = {
  name: 'CreateCrm1700000000000',
  up: `throw new Error('must not run again');`,
  down: `throw new Error('must not be undone');`,
};

/** Writes the project. */
export function createProject(source: ProjectSource): Project {
  const root = mkdtempSync(join(tmpdir(), 'core-spec-project-'));
  const extension = source.typescript ? 'ts' : 'js';
  const write = (path: string, text: string) => {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  symlinkSync(NODE_MODULES, join(root, 'node_modules'));
  write('package.json', '{ "name": "spec", "private": true }');
  if (source.typescript) write('tsconfig.json', '{ "compilerOptions": { "target": "es2022" } }');
  write(`src/data-source.${extension}`, source.dataSource ?? dataSourceText(source));
  for (const migration of [...(source.withoutBaseline ? [] : [BASELINE]), ...source.migrations]) {
    const text = source.typescript ? typescriptText(migration) : javascriptText(migration);
    write(`src/migrations/${migration.name}.${extension}`, text);
  }
  return {
    root,
    dataSource: `src/data-source.${extension}`,
    write,
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** The one DataSource, with a glob that is relative to the project, as in Twenty. */
export function dataSourceText({ connection, options = '', typescript }: ProjectSource): string {
  const take = typescript
    ? `import { DataSource } from 'typeorm';\nexport const AppDataSource = `
    : `const { DataSource } = require('typeorm');\nexports.LIVE_URL = ${JSON.stringify(urlOf(connection))};\nexports.AppDataSource = `;
  return `${take}new DataSource({
  type: 'postgres',
  url: ${JSON.stringify(urlOf(connection))},
  schema: 'core',
  migrationsTableName: '_typeorm_migrations',
  migrations: ['src/migrations/*.${typescript ? 'ts' : 'js'}'],
  ${options}
});
`;
}

function javascriptText({ name, up, down, comment, transaction, head = '' }: MigrationSource): string {
  return `${head}
${comment ? `/** ${comment} */\n` : ''}exports.${name} = class ${name} {
  name = '${name}';
  ${transaction === undefined ? '' : `transaction = ${transaction};`}
  async up(queryRunner) {
    ${up}
  }
  ${down === undefined ? '' : `async down(queryRunner) {\n    ${down}\n  }`}
};
`;
}

function typescriptText({ name, up, down = '', comment, transaction, head = '' }: MigrationSource): string {
  return `import type { MigrationInterface, QueryRunner } from 'typeorm';
${head}
${comment ? `/** ${comment} */\n` : ''}export class ${name} implements MigrationInterface {
  name = '${name}';
  ${transaction === undefined ? '' : `transaction = ${transaction};`}
  public async up(queryRunner: QueryRunner): Promise<void> {
    ${up}
  }
  public async down(queryRunner: QueryRunner): Promise<void> {
    ${down}
  }
}
`;
}
