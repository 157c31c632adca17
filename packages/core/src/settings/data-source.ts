import { parseSettings } from './settings';

/**
 * The data source of a project for a command that needs nothing else of the settings: as given, or as `safe-migrate.config.json` says.
 *
 * @throws SafeMigrateError SETTINGS_INVALID, PROJECT_NOT_FOUND, CONFIG_FILE_INVALID
 */
export function readConfiguredDataSource({
  projectRoot,
  dataSource,
}: {
  readonly projectRoot: string;
  readonly dataSource?: string | undefined;
}): string {
  return parseSettings({ projectRoot, dataSource }).dataSource;
}
