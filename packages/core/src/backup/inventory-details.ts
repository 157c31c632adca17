import { USER_SCHEMA } from '../target/own-schemas';

/** SQL: does not belong to an extension, which brings it back itself. */
export const OWN = (oid: string, catalog: string): string =>
  `NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend x WHERE x.classid = '${catalog}'::regclass AND x.objid = ${oid} AND x.deptype = 'e')`;

/** SQL: grants by who and what, whoever granted them; a missing list means the default one of the kind. */
export const GRANTS = (acl: string, kind: string, owner: string): string =>
  `(SELECT string_agg(format('%s %s %s', coalesce(r.rolname, 'public'), g.privilege_type, g.is_grantable), ',' ORDER BY r.rolname, g.privilege_type, g.is_grantable)
      FROM pg_catalog.aclexplode(coalesce(${acl}, pg_catalog.acldefault(${kind}, ${owner}))) g LEFT JOIN pg_catalog.pg_roles r ON r.oid = g.grantee)`;

/**
 * SQL: an expression as PostgreSQL writes it, without casts, parentheses and ARRAY[], which a restore may add, move or leave out
 * (`x = ANY ((ARRAY['a'::varchar])::text[])` comes back as `x = ANY (ARRAY[('a'::varchar)::text])`): what is left says the same or is another one.
 */
export const LOOSE = (expression: string): string =>
  `regexp_replace(regexp_replace(${expression}, '::[a-z_ ."]+(\\([0-9, ]+\\))?(\\[\\])*', '', 'g'), '[][()\\s]|ARRAY', '', 'g')`;

const HASH = (...values: string[]) => `left(md5(concat_ws('|', ${values.join(', ')})), 16)`;
const NAME_OF = (oid: string, catalog: string, name: string, schema: string) =>
  `(SELECT format('%I.%I', zn.nspname, z.${name}) FROM pg_catalog.${catalog} z JOIN pg_catalog.pg_namespace zn ON zn.oid = z.${schema} WHERE z.oid = ${oid})`;
const COLLATION = (oid: string) => NAME_OF(oid, 'pg_collation', 'collname', 'collnamespace');

/** SQL, over a row `rel` of pg_class with `full_name`: what else there is to a relation. Not of views: their text may come back otherwise. */
export const RELATION_DETAILS = HASH(
  `(SELECT string_agg(o, ',' ORDER BY o) FROM unnest(rel.reloptions) o)`,
  `CASE WHEN relkind = 'm' THEN relispopulated END`,
  `(SELECT string_agg(concat_ws(' ', a.attname, ${COLLATION('a.attcollation')}, CASE WHEN relkind IN ('r', 'p') THEN concat_ws(' ', a.attstorage, to_jsonb(a) ->> 'attcompression') END,
                 ${LOOSE('(SELECT pg_catalog.pg_get_expr(d.adbin, d.adrelid) FROM pg_catalog.pg_attrdef d WHERE d.adrelid = a.attrelid AND d.adnum = a.attnum)')}), ',' ORDER BY a.attname)
      FROM pg_catalog.pg_attribute a WHERE a.attrelid = rel.oid AND a.attnum > 0 AND NOT a.attisdropped AND relkind IN ('r', 'p', 'm', 'c', 'f'))`,
  `CASE WHEN relkind = 'p' THEN pg_catalog.pg_get_partkeydef(rel.oid) END`,
  `pg_catalog.pg_get_expr(rel.relpartbound, rel.oid)`,
  `(SELECT string_agg(h.inhparent::regclass::text, ',' ORDER BY h.inhseqno) FROM pg_catalog.pg_inherits h WHERE h.inhrelid = rel.oid)`,
  `CASE WHEN relkind = 'S' THEN (SELECT concat_ws(' ', q.seqtypid::regtype, q.seqstart, q.seqincrement, q.seqmin, q.seqmax, q.seqcache, q.seqcycle,
      (SELECT format('%s.%I', d.refobjid::regclass, o.attname) FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_attribute o ON o.attrelid = d.refobjid AND o.attnum = d.refobjsubid
        WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = rel.oid AND d.deptype IN ('a', 'i') AND d.refclassid = 'pg_catalog.pg_class'::regclass LIMIT 1))
      FROM pg_catalog.pg_sequence q WHERE q.seqrelid = rel.oid) END`,
);

/** SQL, over `i` of pg_index and `x` of pg_class. */
export const INDEX_DETAILS = HASH(
  `(SELECT am.amname FROM pg_catalog.pg_am am WHERE am.oid = x.relam)`,
  `(SELECT string_agg(concat_ws(' ', ${LOOSE('pg_catalog.pg_get_indexdef(i.indexrelid, k, false)')}, (i.indoption::int2[])[k - 1],
       ${NAME_OF('(i.indclass::oid[])[k - 1]', 'pg_opclass', 'opcname', 'opcnamespace')}, ${COLLATION('(i.indcollation::oid[])[k - 1]')}), ',' ORDER BY k)
      FROM generate_series(1, i.indnatts) k)`,
  LOOSE('pg_catalog.pg_get_expr(i.indpred, i.indrelid)'),
  `to_jsonb(i) ->> 'indnullsnotdistinct'`,
  `i.indisclustered`,
  `i.indisreplident`,
  `(SELECT string_agg(o, ',' ORDER BY o) FROM unnest(x.reloptions) o)`,
);

/** SQL, over `k` of pg_constraint. */
export const CONSTRAINT_DETAILS = HASH(LOOSE('pg_catalog.pg_get_constraintdef(k.oid)'));

/** SQL, over `t` of pg_trigger. */
export const TRIGGER_DETAILS = HASH(LOOSE('pg_catalog.pg_get_triggerdef(t.oid)'));

/** SQL, over `p` of pg_policy. */
export const POLICY_DETAILS = HASH(
  `(SELECT string_agg(coalesce(r.rolname, 'public'), ',' ORDER BY r.rolname) FROM unnest(p.polroles) o LEFT JOIN pg_catalog.pg_roles r ON r.oid = o)`,
  LOOSE('pg_catalog.pg_get_expr(p.polqual, p.polrelid)'),
  `'/'`,
  LOOSE('pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid)'),
);

/** SQL, over `f` of pg_proc. */
export const FUNCTION_DETAILS = HASH(
  `f.prokind, f.proisstrict, f.proretset, f.proparallel, f.proleakproof, f.procost, f.prorows, pg_catalog.pg_get_function_result(f.oid)`,
  `(SELECT l.lanname FROM pg_catalog.pg_language l WHERE l.oid = f.prolang), array_to_string(f.proconfig, ',')`,
  LOOSE(`CASE WHEN f.prokind <> 'a' THEN pg_catalog.pg_get_function_arguments(f.oid) END`),
);

/** SQL, over `t` of pg_type. */
export const TYPE_DETAILS = HASH(
  `CASE WHEN t.typtype = 'd' THEN concat_ws(' ', pg_catalog.format_type(t.typbasetype, t.typtypmod), t.typnotnull, ${COLLATION('t.typcollation')}, ${LOOSE('t.typdefault')}) END`,
  `(SELECT concat_ws(' ', pg_catalog.format_type(g.rngsubtype, NULL), ${COLLATION('g.rngcollation')}) FROM pg_catalog.pg_range g WHERE g.rngtypid = t.oid)`,
);

/** Kinds that are known by their being there alone: catalog by catalog. */
const NAMED = [
  ...[
    'pg_cast',
    'pg_operator',
    'pg_opclass',
    'pg_opfamily',
    'pg_ts_config',
    'pg_ts_dict',
    'pg_ts_parser',
    'pg_ts_template',
  ],
  ...['pg_conversion', 'pg_foreign_data_wrapper', 'pg_foreign_server', 'pg_transform'],
];
/** The first OID that is not PostgreSQL's own (`FirstNormalObjectId`). */
const FIRST = 16384;

/** SQL: objects of further kinds, as `name, shape, rights, more`. Names that begin with `privileges` speak of rights alone. */
export const FURTHER_OBJECTS = `
  SELECT format('constraint %s on domain %I.%I', k.conname, n.nspname, t.typname), concat_ws(' ', k.convalidated), NULL, ${CONSTRAINT_DETAILS}
    FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_type t ON t.oid = k.contypid JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
   WHERE k.contype <> 'n' AND ${USER_SCHEMA} AND ${OWN('t.oid', 'pg_catalog.pg_type')}
  UNION ALL
  SELECT format('privileges on type %I.%I', n.nspname, t.typname), NULL, ${HASH(GRANTS('t.typacl', `'T'`, 't.typowner'))}, ''
    FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
   WHERE t.typacl IS NOT NULL AND t.typelem = 0 AND ${USER_SCHEMA} AND ${OWN('t.oid', 'pg_catalog.pg_type')}
  UNION ALL
  SELECT format('privileges by default of %s in %s on %s', pg_catalog.pg_get_userbyid(defaclrole), coalesce(n.nspname, 'every schema'), defaclobjtype), NULL,
         ${HASH(`(SELECT string_agg(format('%s %s %s', coalesce(r.rolname, 'public'), g.privilege_type, g.is_grantable), ',' ORDER BY r.rolname, g.privilege_type, g.is_grantable)
                    FROM pg_catalog.aclexplode(defaclacl) g LEFT JOIN pg_catalog.pg_roles r ON r.oid = g.grantee)`)}, ''
    FROM pg_catalog.pg_default_acl LEFT JOIN pg_catalog.pg_namespace n ON n.oid = defaclnamespace
   WHERE n.nspname IS NULL OR ${USER_SCHEMA}
  UNION ALL
  SELECT 'privileges on large objects', NULL, ${HASH(`string_agg(concat_ws(' ', who, acl, n, sum), ',' ORDER BY who, acl)`)}, ''
    FROM (SELECT pg_catalog.pg_get_userbyid(lomowner) AS who, coalesce(lomacl::text, '') AS acl, count(*) AS n, sum(oid::bigint) AS sum
            FROM pg_catalog.pg_largeobject_metadata GROUP BY 1, 2) l HAVING count(*) > 0
  UNION ALL
  SELECT format('statistics %I.%I', n.nspname, s.stxname), NULL, NULL, ${HASH(LOOSE('pg_catalog.pg_get_statisticsobjdef(s.oid)'))}
    FROM pg_catalog.pg_statistic_ext s JOIN pg_catalog.pg_namespace n ON n.oid = s.stxnamespace WHERE ${USER_SCHEMA}
  UNION ALL
  SELECT format('collation %I.%I', n.nspname, c.collname), NULL, NULL,
         ${HASH(`c.collprovider, to_jsonb(c) ->> 'collisdeterministic', c.collcollate, c.collctype, coalesce(to_jsonb(c) ->> 'colllocale', to_jsonb(c) ->> 'colliculocale')`)}
    FROM pg_catalog.pg_collation c JOIN pg_catalog.pg_namespace n ON n.oid = c.collnamespace WHERE ${USER_SCHEMA} AND ${OWN('c.oid', 'pg_catalog.pg_collation')}
  UNION ALL
  SELECT format('comment on %s %s', i.type, i.identity), NULL, NULL, ${HASH('d.description')}
    FROM pg_catalog.pg_description d CROSS JOIN LATERAL pg_catalog.pg_identify_object(d.classoid, d.objoid, d.objsubid) i
   WHERE d.objoid >= ${FIRST} AND d.classoid <> 'pg_catalog.pg_extension'::regclass AND i.identity !~ 'safe_migrate' AND coalesce(i.schema, '') !~ '^pg_'
     AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend x WHERE x.classid = d.classoid AND x.objid = d.objoid AND x.deptype = 'e')
  UNION ALL
  SELECT format('%s %s', i.type, i.identity), NULL, NULL, ''
    FROM (${NAMED.map((catalog) => `SELECT '${catalog}'::regclass AS class, oid FROM pg_catalog.${catalog}`).join(' UNION ALL ')}) o
    CROSS JOIN LATERAL pg_catalog.pg_identify_object(o.class, o.oid, 0) i
   WHERE o.oid >= ${FIRST} AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend x WHERE x.classid = o.class AND x.objid = o.oid AND x.deptype = 'e')`;

/** SQL, over `b` of pg_publication: what it publishes. */
export const PUBLICATION_DETAILS = HASH(
  `b.puballtables, b.pubinsert, b.pubupdate, b.pubdelete, b.pubtruncate, to_jsonb(b) ->> 'pubviaroot'`,
  `(SELECT string_agg(r.prrelid::regclass::text, ',' ORDER BY r.prrelid::regclass::text) FROM pg_catalog.pg_publication_rel r WHERE r.prpubid = b.oid)`,
);

/** SQL, over `v` of pg_event_trigger. */
export const EVENT_TRIGGER_DETAILS = HASH(
  `v.evtevent, v.evtfoid::regprocedure::text, array_to_string(v.evttags, ',')`,
);
