import 'reflect-metadata';

import { config } from 'dotenv';
import { DataSource, type DataSourceOptions } from 'typeorm';

config({ path: process.env.NODE_ENV === 'test' ? '.env.test' : '.env', override: true });

// Run by ts-node or Jest this file is TypeScript and so are its neighbours; built, all of them are in dist.
const root = __filename.endsWith('.ts') ? 'src' : 'dist';

export const typeORMCoreModuleOptions: DataSourceOptions = {
  url: process.env.PG_DATABASE_URL,
  type: 'postgres',
  logging: ['error'],
  schema: 'core',
  entities: [
    `${root}/engine/core-modules/**/*.entity{.ts,.js}`,
    `${root}/engine/metadata-modules/**/*.entity{.ts,.js}`,
    `${root}/modules/**/*.workspace-entity{.ts,.js}`,
  ],
  synchronize: false,
  migrationsRun: false,
  migrationsTableName: '_typeorm_migrations',
  metadataTableName: '_typeorm_generated_columns_and_materialized_views',
  migrations: [`${root}/database/typeorm/core/migrations/common/*{.ts,.js}`],
  extra: {
    query_timeout: 15000,
  },
};

export const connectionSource = new DataSource(typeORMCoreModuleOptions);
