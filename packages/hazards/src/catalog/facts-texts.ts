import type { ColumnFacts, TableFacts } from '../contract';
import type { Action, ColumnSpec, ConstraintSpec } from '../sql/actions';
import type { Name } from '../sql/names';
import { parseText } from '../sql/parser';
import { sequencesIn } from '../sql/read/calls';
import { castsIn } from '../sql/read/casts';
import type { PartitionBound } from '../sql/read/partition-bound';
import { readStatement } from '../sql/read/statement';
import { isPlainType, type SqlType } from '../sql/types';
import type { Relation } from './model';

/** What a column gets by default or is computed from. */
export interface Computed {
  readonly generatedFrom: readonly string[];
  readonly defaultExpression: ColumnSpec['defaultExpression'];
  readonly functions: readonly Name[];
  readonly sequences: readonly Name[];
  readonly casts: readonly SqlType[];
}

type CreateIndex = Extract<Action, { kind: 'create-index' }>;

/** What the texts in the facts of a relation were read as, in the order of the facts. */
export interface TableTexts {
  readonly computed: readonly (Computed | undefined)[];
  readonly constraints: readonly (ConstraintSpec | undefined)[];
  readonly indexes: readonly (CreateIndex | undefined)[];
  readonly key: Partial<Pick<Relation, 'partitionKey' | 'plainKey' | 'strategy'>>;
  readonly bound: PartitionBound | undefined;
  /** The columns' expressions call functions; or they name sequences or types. */
  readonly calls: boolean;
  readonly names: boolean;
}

/**
 * By the columns: a catalog that is read again and again has most of its facts in common with the one before, as the same objects, even
 * where sizes are put into them.
 */
const known = new WeakMap<TableFacts['columns'], readonly [TableFacts, TableTexts]>();

export function textsOf(facts: TableFacts): TableTexts {
  const [before, same] = known.get(facts.columns) ?? [];
  if (before !== undefined && same !== undefined && saysTheSame(before, facts)) return same;
  const texts = readTexts(facts);
  known.set(facts.columns, [facts, texts]);
  return texts;
}

const saysTheSame = (one: TableFacts, other: TableFacts): boolean =>
  one.constraints === other.constraints &&
  one.indexes === other.indexes &&
  one.partitionKey === other.partitionKey &&
  one.bound === other.bound;

function readTexts({ columns, constraints = [], indexes = [], partitionKey, bound }: TableFacts): TableTexts {
  const computed = columns.map(computedOf);
  return {
    computed,
    // `pg_get_constraintdef()` gives the tail of an ADD CONSTRAINT.
    constraints: constraints.map(({ definition }) =>
      definition === undefined
        ? undefined
        : readOnce(`ALTER TABLE t ADD CONSTRAINT c ${definition}`, ([first]) =>
            first?.kind === 'add-constraint' ? first.constraint : undefined,
          ),
    ),
    indexes: indexes.map(({ definition }) =>
      definition === undefined
        ? undefined
        : readOnce(definition, ([first]) => (first?.kind === 'create-index' ? first : undefined)),
    ),
    key: partitionKey ? readOnce(`CREATE TABLE t () PARTITION BY ${partitionKey}`, keyIn) : {},
    bound: bound
      ? readOnce(`ALTER TABLE t ATTACH PARTITION p ${bound}`, ([first]) =>
          first?.kind === 'attach-partition' ? first.bound : undefined,
        )
      : undefined,
    calls: computed.some((each) => each !== undefined && each.functions.length > 0),
    names: computed.some((each) => each !== undefined && each.sequences.length + each.casts.length > 0),
  };
}

function computedOf({ expression, generated }: ColumnFacts): Computed | undefined {
  if (!expression) return undefined;
  const clause = generated === true ? `GENERATED ALWAYS AS (${expression}) STORED` : `DEFAULT ${expression}`;
  return readOnce(`ALTER TABLE t ADD COLUMN c text ${clause}`, ([first]) => {
    if (first?.kind !== 'add-column') return undefined;
    const { generatedFrom, defaultExpression, functions = [] } = first.column;
    const casts = castsIn(defaultExpression).filter((type) => !isPlainType(type));
    return { generatedFrom, defaultExpression, functions, sequences: sequencesIn(defaultExpression), casts };
  });
}

const keyIn = ([first]: readonly Action[]): TableTexts['key'] =>
  first?.kind === 'create-table'
    ? {
        partitionKey: first.partitionKey,
        ...(first.plainKey === true ? { plainKey: true } : {}),
        ...(first.strategy === undefined ? {} : { strategy: first.strategy }),
      }
    : {};

/** What definitions were read as, by their text. */
const read = new Map<string, unknown>();

/** More than any schema has; what is read without end must not fill the memory. */
const MOST = 20_000;

/**
 * @param text one statement
 * @param find what of it is kept; always the same for one text
 */
export function readOnce<T>(text: string, find: (actions: readonly Action[]) => T): T {
  if (read.has(text)) return read.get(text) as T;
  if (read.size >= MOST) read.clear();
  const outcome = parseText(text);
  const first = outcome.ok ? outcome.statements[0] : undefined;
  const found = find(first === undefined ? [] : readStatement(first.node, first.sql));
  read.set(text, found);
  return found;
}
