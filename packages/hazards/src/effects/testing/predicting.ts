import { applyAction } from '../../catalog/apply';
import { Catalog } from '../../catalog/catalog';
import type { Action } from '../../sql/actions';
import { parseText } from '../../sql/parser';
import { readStatement } from '../../sql/read/statement';
import type { Outcome } from '../outcome';
import { predictIn } from '../outcome';
import { Session } from '../session';

/** A statement of the catalogue; see `measure/`. */
export interface Statement {
  readonly sql: string;
  readonly setup?: readonly string[];
  readonly outside?: boolean;
}

const read = new Map<string, readonly Action[]>();

// The fixture is the same for a thousand predictions: it is read once.
function actionsOf(fixture: string): readonly Action[] {
  const known = read.get(fixture);
  if (known !== undefined) return known;
  const parsed = parseText(fixture);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  const actions = parsed.statements.flatMap(({ node, sql }) => readStatement(node, sql));
  read.set(fixture, actions);
  return actions;
}

/** The model of a fixture, as `catalogFromSql` builds it. */
export function modelOf(fixture: string, schema: string): Catalog {
  const catalog = new Catalog([schema, 'public'], ['public'], true);
  for (const action of actionsOf(fixture)) applyAction(catalog, action);
  catalog.settle();
  catalog.setSearchPath([schema, 'public']);
  return catalog;
}

/** What a statement is predicted to do after its setup, on a server in UTC. */
export function predictOne(one: Statement, fixture: string, serverMajor: number, schema = 'app'): Outcome {
  const catalog = modelOf(fixture, schema);
  const session = new Session(catalog, { serverMajor, timeZone: 'UTC' });
  for (const sql of one.setup ?? []) predictIn(session, sql, catalog, false);
  catalog.settle();
  return predictIn(session, one.sql, catalog, one.outside !== true);
}
