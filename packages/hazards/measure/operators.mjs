import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { askEveryMajor, listed } from './by-major.mjs';

/**
 * Asks every major which operators and functions an expression can use, and which conversions look at the session's settings, and writes
 * `src/catalog/builtin-operators.ts`. The functions are those that `builtin-functions.ts` names.
 * Usage: node measure/operators.mjs
 */
const catalog = path.join(path.dirname(fileURLToPath(import.meta.url)), '../src/catalog');
const functions = readFileSync(path.join(catalog, 'builtin-functions.ts'), 'utf8');
const names = [
  ...new Set(functions.match(/`\n[\s\S]*?`\.match/g).flatMap((text) => text.match(/[a-z_0-9]+/g))),
];

const shown = (oid) => `CASE WHEN ${oid} = 0 THEN '' ELSE
  (SELECT CASE WHEN typelem <> 0 AND typlen = -1 AND typname LIKE E'\\\\_%' THEN substr(typname, 2) || '[]' ELSE typname::text END
   FROM pg_type WHERE pg_type.oid = ${oid}) END`;

const operatorsOf = `
  SELECT oprname AS source, format('%s,%s=%s%s', ${shown('oprleft')}, ${shown('oprright')}, ${shown('oprresult')},
    CASE provolatile WHEN 'i' THEN '' ELSE '!' END) AS told
  FROM pg_operator JOIN pg_proc ON pg_proc.oid = oprcode WHERE oprright <> 0 AND oprresult <> 0 ORDER BY 1, 2`;
const functionsOf = (version) => `
  SELECT proname AS source, format('%s%s%s=%s%s%s',
    (SELECT coalesce(string_agg(${shown('each')}, ',' ORDER BY at), '') FROM unnest(proargtypes::oid[]) WITH ORDINALITY AS a (each, at)),
    CASE pronargdefaults WHEN 0 THEN '' ELSE '~' || pronargdefaults END, CASE provariadic WHEN 0 THEN '' ELSE '*' END,
    ${shown('prorettype')}, CASE provolatile WHEN 'i' THEN '' ELSE '!' END, CASE WHEN proretset THEN '+' ELSE '' END) AS told
  FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace AND ${version < 11 ? 'true' : "prokind = 'f'"} AND proname = ANY ($1)
    AND NOT EXISTS (SELECT FROM unnest(proargtypes::oid[]) AS each WHERE each = 'internal'::regtype OR each = 'cstring'::regtype)
    AND prorettype NOT IN ('internal'::regtype, 'cstring'::regtype, 'trigger'::regtype) ORDER BY 1, 2`;
const changingOf = `
  SELECT 'casts' AS source, format('%s>%s', ${shown('castsource')}, ${shown('casttarget')}) AS told
    FROM pg_cast JOIN pg_proc ON pg_proc.oid = castfunc WHERE provolatile <> 'i'
  UNION ALL SELECT 'input', typname::text FROM pg_type JOIN pg_proc ON pg_proc.oid = typinput
    WHERE provolatile <> 'i' AND typtype IN ('b', 'r', 'm') AND typcategory <> 'A' AND typrelid = 0
  UNION ALL SELECT 'output', typname::text FROM pg_type JOIN pg_proc ON pg_proc.oid = typoutput
    WHERE provolatile <> 'i' AND typtype IN ('b', 'r', 'm') AND typcategory <> 'A' AND typrelid = 0
  UNION ALL SELECT 'preferred', typname::text FROM pg_type WHERE typispreferred
  ORDER BY 1, 2`;
const classesOf = `
  SELECT amname AS source, format('%s=%s%s', opcname, ${shown('opcintype')}, CASE WHEN opcdefault THEN '!' ELSE '' END) AS told
  FROM pg_opclass JOIN pg_am ON pg_am.oid = opcmethod WHERE opcname NOT LIKE 'pg%' ORDER BY 1, 2`;

const found = await askEveryMajor((major) => [
  ['operators', operatorsOf],
  ['functions', functionsOf(major), [names]],
  ['changing', changingOf],
  ['classes', classesOf],
]);

writeFileSync(
  path.join(catalog, 'builtin-operators.ts'),
  `/**
 * The operators and functions that PostgreSQL is born with, by their names. Made by \`measure/operators.mjs\` from pg_operator, pg_proc,
 * pg_cast and pg_type of 11 to 18; not edited by hand. An entry reads \`arguments=result\`; an operator without a left side begins with
 * a comma. \`!\` stands behind what is not IMMUTABLE, \`+\` behind what gives rows, \`~n\` behind arguments of which the last n have
 * defaults, \`*\` where the last one is VARIADIC. Behind @ stand the majors that have it, where not all of them do.
 */
export const operators = String.raw\`
${listed(found.operators)}
\`;

export const functions = \`
${listed(found.functions)}
\`;

/** What looks at the session's settings: casts by a function, the texts of values, and how they are read; and the preferred types. */
export const changing = \`
${listed(found.changing)}
\`;

/** The operator classes of each index method, with the type that each is for; \`!\` stands behind what the type gets by itself. */
export const classes = \`
${listed(found.classes)}
\`;
`,
);
