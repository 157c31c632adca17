/** The same entries that `nx g` and `nx run` use, for other plugins that compose them. */
export { default as backupDatabaseExecutor } from './executors/backup-database/executor';
export { default as restoreDatabaseExecutor } from './executors/restore-database/executor';
export { default as migrationStatusExecutor } from './executors/migration-status/executor';
export { default as resumeMigrationsExecutor } from './executors/resume-migrations/executor';
export { default as refuseExecutor } from './executors/refuse/executor';
export { default as rehearseMigrationsExecutor } from './executors/rehearse-migrations/executor';
export { default as reviewMigrationsExecutor } from './executors/review-migrations/executor';
export { default as safeRollbackExecutor } from './executors/safe-rollback/executor';
export { default as safeMigrateExecutor } from './executors/safe-migrate/executor';
export { initGenerator } from './generators/init/generator';
export { removeGenerator } from './generators/remove/generator';
export { safeMigrationGenerator } from './generators/safe-migration/generator';
