import type { AlterPublicationStmt, CreatePublicationStmt, DefElem, Node } from 'libpg-query';
import type { Action, PublishedTable, RowEvent } from '../actions';
import { defElems, defText, rangeName, textsOf } from '../nodes';
import { columnsIn } from './column-refs';

type Publish = Extract<Action, { kind: 'publish' }>;

export const readCreatePublication = (node: CreatePublicationStmt): Publish => ({
  kind: 'publish',
  name: node.pubname ?? '',
  change: 'create',
  all: node.for_all_tables === true,
  ...objectsIn(node.pubobjects),
  ...publishes(defElems(node.options)),
});

const changes: Readonly<Record<string, Publish['change']>> = {
  AP_AddObjects: 'add',
  AP_DropObjects: 'drop',
  AP_SetObjects: 'set',
};

export function readAlterPublication(node: AlterPublicationStmt): Publish {
  const options = defElems(node.options);
  return {
    kind: 'publish',
    name: node.pubname ?? '',
    change: options.length > 0 ? 'options' : (changes[node.action ?? ''] ?? 'add'),
    all: node.for_all_tables === true,
    ...objectsIn(node.pubobjects),
    ...publishes(options),
  };
}

/** An empty name stands for CURRENT_SCHEMA. */
function objectsIn(objects: readonly Node[] | undefined): Pick<Publish, 'tables' | 'schemas'> {
  const tables: PublishedTable[] = [];
  const schemas: string[] = [];
  for (const each of objects ?? []) {
    if (!('PublicationObjSpec' in each)) continue;
    const { pubobjtype, pubtable, name = '' } = each.PublicationObjSpec;
    if (pubtable?.relation === undefined) {
      schemas.push(pubobjtype === 'PUBLICATIONOBJ_TABLES_IN_CUR_SCHEMA' ? '' : name);
      continue;
    }
    const { relation, columns = [], whereClause } = pubtable;
    tables.push({
      table: rangeName(relation),
      only: relation.inh !== true,
      ...(columns.length === 0 ? {} : { columns: textsOf(columns) }),
      ...(whereClause === undefined
        ? {}
        : { filter: { expression: whereClause, columns: columnsIn(whereClause) } }),
    });
  }
  return { tables, schemas };
}

const events: ReadonlySet<string> = new Set<RowEvent>(['insert', 'update', 'delete', 'truncate']);

function publishes(options: readonly DefElem[]): Pick<Publish, 'publishes' | 'viaRoot'> {
  const written = defText(options, 'publish');
  const root = defText(options, 'publish_via_partition_root');
  return {
    ...(written === undefined
      ? {}
      : { publishes: wordsOf(written).filter((each): each is RowEvent => events.has(each)) }),
    ...(root === undefined ? {} : { viaRoot: isOn(root) === true }),
  };
}

const wordsOf = (list: string): readonly string[] =>
  list.trim() === '' ? [] : list.split(',').map((each) => each.trim().toLowerCase());

/** What the server takes for a boolean in an option (defGetBoolean). */
export function isOn(text: string): boolean | undefined {
  if (/^(true|on|1)$/i.test(text)) return true;
  return /^(false|off|0)$/i.test(text) ? false : undefined;
}

/** Whether the server takes the text for a list of what a publication publishes. */
export const isPublishList = (text: string): boolean => wordsOf(text).every((each) => events.has(each));
