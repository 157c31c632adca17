import { type Client } from 'pg';

/** One column of a table that can be an object, as the catalog describes it. */
export interface CatalogColumn {
  readonly tableName: string;
  readonly tableDescription: string | null;
  readonly columnName: string;
  /** The whole type, such as `numeric(5,2)` or `core.opportunity_stage_enum`. */
  readonly columnType: string;
  /** The name of the type without modifiers; of the elements where the column is an array. */
  readonly baseType: string;
  readonly isArray: boolean;
  /** The labels of an enum in their order; null for any other type. */
  readonly enumLabels: readonly string[] | null;
  readonly isNullable: boolean;
  readonly defaultValue: string | null;
  readonly description: string | null;
  readonly relationTargetTableName: string | null;
}

/** Tables of the engine itself: they hold no records of the CRM. */
const ENGINE_TABLES = [
  'workspace',
  'user',
  'userWorkspace',
  'keyValuePair',
  'objectMetadata',
  'fieldMetadata',
];

/**
 * An object is a table of schema `core` whose primary key is its column `id`; a partition belongs to its parent.
 * A domain counts as the type below it.
 */
const COLUMNS_SQL = `
  SELECT
    c.relname AS "tableName",
    obj_description(c.oid, 'pg_class') AS "tableDescription",
    a.attname AS "columnName",
    format_type(a.atttypid, a.atttypmod) AS "columnType",
    element.typname AS "baseType",
    element.oid <> base.oid AS "isArray",
    (SELECT array_agg(e.enumlabel::text ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = element.oid) AS "enumLabels",
    NOT a.attnotnull AS "isNullable",
    pg_get_expr(d.adbin, d.adrelid) AS "defaultValue",
    col_description(c.oid, a.attnum) AS "description",
    (SELECT target.relname FROM pg_constraint f JOIN pg_class target ON target.oid = f.confrelid
      WHERE f.conrelid = c.oid AND f.contype = 'f' AND f.conkey = ARRAY[a.attnum] ORDER BY f.oid LIMIT 1) AS "relationTargetTableName"
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'core'
  JOIN pg_constraint p ON p.conrelid = c.oid AND p.contype = 'p'
  JOIN pg_attribute i ON i.attrelid = c.oid AND i.attname = 'id' AND p.conkey = ARRAY[i.attnum]
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  JOIN pg_type t ON t.oid = a.atttypid
  JOIN pg_type base ON base.oid = CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.oid END
  JOIN pg_type element ON element.oid = CASE WHEN base.typcategory = 'A' THEN base.typelem ELSE base.oid END
  LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
  WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
    AND c.relname NOT LIKE '\\_typeorm%' AND c.relname <> ALL ($1)
  ORDER BY c.relname, a.attnum`;

/** Reads the columns of every object. Call it in a transaction: it sets the search path there, so that types and defaults print the same for everybody. */
export async function readCatalog(client: Client): Promise<readonly CatalogColumn[]> {
  await client.query('SET LOCAL search_path = pg_catalog');
  const { rows } = await client.query<CatalogColumn>(COLUMNS_SQL, [ENGINE_TABLES]);
  return rows;
}
