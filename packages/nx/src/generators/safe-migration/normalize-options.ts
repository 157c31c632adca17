import type { Tree } from '@nx/devkit';
import { SafeMigrateError, parseColumns, parseTableName } from '@safe-migrate/core';
import type { AddColumns } from '@safe-migrate/core';
import { readDataSourceFacts } from '../../workspace/data-source-facts';
import type { DataSourceFacts } from '../../workspace/data-source-facts';
import { findMigrationFolders } from '../../workspace/migration-folders';
import { list, listProjects, pickProject, resolveDataSource } from '../../workspace/typeorm-projects';
import type { TypeormProject } from '../../workspace/typeorm-projects';
import { pickDirectory } from './pick-directory';
import type { SafeMigrationGeneratorSchema } from './schema';

export interface NormalizedSafeMigrationOptions {
  readonly name: string;
  readonly project: string;
  /** From the workspace root. */
  readonly directory: string;
  /** Folders whose migrations the new one must follow, from the workspace root. */
  readonly folders: readonly string[];
  readonly change: AddColumns | undefined;
  readonly warnings: readonly string[];
}

/**
 * Works out the project, the data source, the folder and the columns.
 *
 * @throws SafeMigrateError where something is missing or has more than one candidate; the candidates are named.
 */
export function normalizeOptions(
  tree: Tree,
  options: SafeMigrationGeneratorSchema,
): NormalizedSafeMigrationOptions {
  const projects = listProjects(tree);
  const project = pickProject(tree, projects, options);
  const dataSource = pickDataSource(tree, project, options);
  const facts = dataSource === undefined ? undefined : readDataSourceFacts(tree, dataSource);
  const found = findMigrationFolders(tree, project, dataSource, facts);
  const others = projects.filter(({ dataSources }) => dataSources.length > 0).map(({ name }) => name);
  const { directory, warnings } = pickDirectory(tree, project, found, options.directory, others);
  const { change, warning } = columnsOf(options, facts);
  return {
    name: options.name,
    project: project.name,
    directory,
    folders: [...new Set([directory, ...found.existing])],
    change,
    warnings: [...warnings, ...warning, ...findability(facts, dataSource)],
  };
}

function pickDataSource(
  tree: Tree,
  project: TypeormProject,
  { dataSource, directory }: SafeMigrationGeneratorSchema,
): string | undefined {
  if (dataSource !== undefined) {
    const found = resolveDataSource(tree, project.root, dataSource);
    if (found !== undefined) return found;
    throw new SafeMigrateError(
      {
        code: 'NO_SUCH_DATA_SOURCE',
        what: `There is no data source ${dataSource} in ${project.name}.`,
        why: `data sources found there: ${list(project.dataSources)}`,
        next: 'give --data-source from the root of the project',
      },
      'usage',
    );
  }
  const [only, ...more] = project.dataSources;
  if (more.length === 0) return only;
  if (directory !== undefined)
    return project.dataSources.find((path) => reads(tree, project, path, directory));
  throw new SafeMigrateError(
    {
      code: 'DATA_SOURCE_AMBIGUOUS',
      what: `${project.name} has ${project.dataSources.length} data sources.`,
      why: `candidates: ${list(project.dataSources)}`,
      next: `say which one: --data-source ${only ?? ''}`,
    },
    'usage',
  );
}

function reads(tree: Tree, project: TypeormProject, dataSource: string, directory: string): boolean {
  const { existing, planned } = findMigrationFolders(
    tree,
    project,
    dataSource,
    readDataSourceFacts(tree, dataSource),
  );
  return [...existing, ...planned].some((folder) => folder === directory || folder.endsWith(`/${directory}`));
}

function columnsOf(
  { table, addColumn, schema }: SafeMigrationGeneratorSchema,
  facts: DataSourceFacts | undefined,
): { change: AddColumns | undefined; warning: readonly string[] } {
  const specs = typeof addColumn === 'string' ? [addColumn] : (addColumn ?? []);
  const columns = parseColumns(specs);
  if (table === undefined && columns.length === 0) return { change: undefined, warning: [] };
  if (table === undefined || columns.length === 0) {
    throw new SafeMigrateError(
      {
        code: 'TABLE_AND_COLUMN',
        what:
          table === undefined
            ? '--add-column is given without --table.'
            : `--table ${table} is given without --add-column.`,
        why: 'both methods are written from the two together',
        next: 'give --table <table> --add-column <name>:<type>, or neither for an empty migration',
      },
      'usage',
    );
  }
  const inferred = facts?.schema.kind === 'literal' ? facts.schema.name : undefined;
  const name = parseTableName(table, { explicit: schema, inferred });
  const isUnknown = name.schema === undefined && facts?.schema.kind !== 'none';
  return {
    change: { table: name, columns },
    warning: isUnknown
      ? [
          `the schema of ${table} is not known: without --schema the statement means the first table of that name on the search_path`,
        ]
      : [],
  };
}

/** Why TypeORM may not find the new file although it lies in the right folder. */
function findability(facts: DataSourceFacts | undefined, dataSource = ''): string[] {
  return [
    ...(facts?.listsClasses === true
      ? [`${dataSource} lists its migrations one by one: add the new class to the list`]
      : []),
    ...(/\.[cm]?js$/.test(dataSource)
      ? [`${dataSource} is JavaScript: the migration is TypeScript and has to be compiled to where it looks`]
      : []),
  ];
}
