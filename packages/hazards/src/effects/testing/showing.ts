import { applyAction } from '../../catalog/apply';
import { Catalog } from '../../catalog/catalog';
import { qualified } from '../../catalog/model';
import type { Action } from '../../sql/actions';
import { parseText } from '../../sql/parser';
import { readStatement } from '../../sql/read/statement';
import type { Effect } from '../effect';
import type { Outcome } from '../outcome';
import { outcomeOf, standing } from '../outcome';
import { Session } from '../session';
import type { Statement } from './predicting';

// A schema is read once per text, for speed: it is the same for thousands of predictions.
const read = new Map<string, Actions | null>();

/** The actions of each statement of a text. */
type Actions = readonly (readonly Action[])[];

function actionsOf(sql: string): Actions | null {
  const known = read.get(sql);
  if (known !== undefined) return known;
  const parsed = parseText(sql);
  if (!parsed.ok) return null;
  const actions = parsed.statements.map(({ node, sql: text }) => readStatement(node, text));
  read.set(sql, actions);
  return actions;
}

/** The model of a schema that is known as a whole, in part (more may exist), or not at all. */
export function modelKnown(how: 'complete' | 'partial' | 'unknown', schema: string): Catalog {
  const complete = how === 'complete';
  const catalog = new Catalog(['app', 'public'], complete ? ['public'] : null, complete);
  if (how !== 'unknown') for (const action of (actionsOf(schema) ?? []).flat()) applyAction(catalog, action);
  catalog.settle();
  catalog.setSearchPath(['app', 'public']);
  return catalog;
}

function shownEffect({ locks, indexLocks, work, error }: Effect): string {
  const lines = [
    ...locks.map(({ relation, mode }) => `${mode} ${qualified(relation)}`),
    ...indexLocks.map(({ name, mode }) => `${mode} index ${name}`),
    ...work.map(
      ({ kind, relation, note, index }) =>
        `${kind} ${qualified(relation)}${index === undefined ? '' : ` [${index}]`} (${note})`,
    ),
    ...(error === null ? [] : [`${error.sqlstate} ${error.message}`]),
  ];
  return lines.length === 0 ? 'nothing' : lines.join(', ');
}

const shownOutcome = ({ error, ...lists }: Outcome): string => {
  const said = Object.entries(lists).filter(([, list]) => list.length > 0);
  return error === null ? `=> ${JSON.stringify(Object.fromEntries(said))}` : `=> ${error.sqlstate}`;
};

/** Every word of what a statement is predicted to do, on a server in UTC. */
export function shownPrediction(one: Statement, catalog: Catalog, serverMajor: number): string {
  const session = new Session(catalog, { serverMajor, timeZone: 'UTC' });
  for (const sql of one.setup ?? []) for (const actions of actionsOf(sql) ?? []) session.run(actions, false);
  catalog.settle();
  const stood = standing(catalog);
  const statements = actionsOf(one.sql);
  if (statements === null) return 'does not parse';
  const effects = statements.flatMap((actions) => session.run(actions, one.outside !== true));
  return [...effects.map(shownEffect), shownOutcome(outcomeOf(effects, stood))].join('\n  ');
}

/** Says the same text once for all the circumstances that it holds in. */
export function grouped(texts: readonly (readonly [circumstance: string, text: string])[]): string {
  const circumstances = new Map<string, string[]>();
  for (const [circumstance, text] of texts)
    circumstances.set(text, [...(circumstances.get(text) ?? []), circumstance]);
  return [...circumstances].map(([text, names]) => `${names.join(' ')}\n  ${text}`).join('\n');
}
