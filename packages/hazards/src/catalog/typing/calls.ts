import type { FuncCall, Node } from 'libpg-query';
import { nameOf } from '../../sql/nodes';
import type { SqlType } from '../../sql/types';
import { isPlainType } from '../../sql/types';
import { aggregated } from './aggregates';
import type { Candidate } from './candidates';
import { functionsCalled } from './candidates';
import { choose, elementOf, resolved } from './choose';
import { pathOf, plain, sameKind, showKind, typeNameOf } from './kinds';
import type { Findings, Typed } from './typed';

// Everyday functions of which no extension brings another form for built-in types.
const everyday = new Set(
  `lower upper length char_length character_length octet_length btrim ltrim rtrim trim initcap substr substring left right lpad rpad
   md5 abs round ceil ceiling floor date_trunc date_part extract to_tsvector jsonb_typeof json_typeof jsonb_array_length
   array_length cardinality position strpos timezone now age mod power sqrt to_char`.match(/\S+/g),
);

// They have one form, whose first argument is a relation.
const ofRelations = new Set(
  'nextval currval setval pg_relation_size pg_table_size pg_indexes_size pg_total_relation_size'.split(' '),
);

/** A call of a built-in function (ParseFuncOrColumn of parse_func.c). Calls of other functions have no type that is known. */
export function called(call: FuncCall, args: readonly Typed[], findings: Findings): Typed {
  const at: Node = { FuncCall: call };
  const { catalog, major } = findings.around;
  const written = nameOf(call.funcname);
  const odd =
    call.agg_star === true ||
    call.over !== undefined ||
    call.func_variadic === true ||
    call.agg_distinct === true;
  const filtered =
    call.agg_order !== undefined || call.agg_filter !== undefined || call.agg_within_group === true;
  const foreign = written.schema !== undefined && written.schema !== 'pg_catalog';
  // What the newest grammar makes of a syntax was called otherwise by older servers.
  if (written.name === 'similar_to_escape' && major < 13) return { kind: plain('text'), node: at };
  const name = written.name === 'extract' && major < 14 ? 'date_part' : written.name;
  if (!foreign && call.func_variadic !== true && catalog.findFunction({ name }) === undefined) {
    const kind = aggregated(
      name,
      args.map((arg) => arg.kind),
    );
    // Of what they are given nothing is said.
    if (kind !== null) {
      findings.complete = false;
      return { kind, node: at };
    }
  }
  // A row's column can be written as a function of it, without a schema.
  const mayBeColumn = written.schema === undefined && args.length === 1 && args[0]?.kind === null;
  const absent = mayBeColumn ? null : (findings.around.noFunction?.(written) ?? null);
  if (absent !== null) return findings.wrong(at, absent.sqlstate, absent.message);
  if (odd || filtered || foreign || catalog.findFunction({ name }) !== undefined) return findings.unknown(at);
  const [relation] = args;
  if (relation?.kind === 'unknown' && ofRelations.has(name)) {
    findings.converted(relation, plain('regclass'));
    return findings.unknown(at);
  }
  if (args.some(({ kind }) => kind === null)) return findings.unknown(at);
  const all = functionsCalled(name, major);
  const candidates = all.flatMap((each) => ofWidth(each, args.length));
  const kinds = args.map(({ kind }) => kind);
  const exact = candidates.find(({ takes }) =>
    takes.every((wanted, place) => {
      const kind = kinds[place] ?? null;
      return kind !== null && kind !== 'unknown' && sameKind(kind, wanted);
    }),
  );
  const [first] = args;
  const cast =
    exact === undefined && args.length === 1 && first !== undefined ? asCast(name, first, major) : null;
  if (cast !== null)
    return {
      kind: cast,
      node: { TypeCast: { arg: findings.converted(first!, cast), typeName: typeNameOf(cast) } },
    };
  const choice =
    exact === undefined ? choose(kinds, candidates, major) : { kind: 'one' as const, candidate: exact };
  if (choice.kind === 'one') return given(call, args, choice.candidate, findings);
  const judged = all.length > 0 && (catalog.routinesComplete || (catalog.routinesSeen && everyday.has(name)));
  const isType = isPlainType(plain(name)) || catalog.findType({ name }) !== undefined;
  if (choice.kind === 'unsure' || !judged || isType) return findings.unknown(at);
  const shown = `${name}(${kinds.map(showKind).join(', ')})`;
  return choice.kind === 'none'
    ? findings.wrong(at, '42883', `function ${shown} does not exist`)
    : findings.wrong(at, '42725', `function ${shown} is not unique`);
}

function given(call: FuncCall, args: readonly Typed[], candidate: Candidate, findings: Findings): Typed {
  const { takes, gives, changes, givesRows } = candidate;
  if (changes) findings.changes = true;
  const element = elementOf(
    args.map(({ kind }) => kind),
    takes,
  );
  const sides = args.map((arg, place) => {
    const declared = takes[place]!;
    const asItIs = declared.name.startsWith('any') && arg.kind !== 'unknown';
    if (asItIs || declared.name === 'any') return arg.node;
    return findings.converted(arg, resolved(declared, element));
  });
  const kind = givesRows || gives.name === 'record' ? null : resolved(gives, element);
  if (kind === null) findings.complete = false;
  return { kind, node: { FuncCall: { ...call, args: sides } } };
}

/** The function with so many arguments: its defaults left out, its last one repeated. */
function ofWidth(candidate: Candidate, width: number): readonly Candidate[] {
  const { takes, defaults, variadic } = candidate;
  if (width <= takes.length && width >= takes.length - defaults && !(variadic && width < takes.length))
    return variadic ? [repeated(candidate, width)] : [{ ...candidate, takes: takes.slice(0, width) }];
  return variadic && width >= takes.length ? [repeated(candidate, width)] : [];
}

function repeated(candidate: Candidate, width: number): Candidate {
  const { takes } = candidate;
  const last = takes.at(-1)!;
  const each: SqlType = last.name === 'anyarray' ? plain('anyelement') : { ...last, array: false };
  return {
    ...candidate,
    takes: [...takes.slice(0, -1), ...Array<SqlType>(width - takes.length + 1).fill(each)],
  };
}

/** `text(x)` and the like: a type called as a function is a cast, where there is one that needs no function. */
function asCast(name: string, { kind }: Typed, major: number): SqlType | null {
  const to = plain(name);
  if (!isPlainType(to) || kind === null) return null;
  if (kind === 'unknown') return to;
  const path = pathOf(kind, to, 'explicit', major);
  return path === 'relabel' || path === 'text' ? to : null;
}
