import type { Node } from 'libpg-query';
import type { SqlType } from '../../sql/types';
import type { Candidate } from './candidates';
import { operatorsCalled } from './candidates';
import { choose, elementOf, resolved } from './choose';
import type { Kind } from './kinds';
import { plain, sameKind, showKind } from './kinds';
import type { Findings, Typed } from './typed';

// No extension brings one of these for two built-in types.
const everyday = new Set('= <> != < <= > >= + - * / % || ~~ !~~ ~~* !~~* ~ ~* !~ !~*'.split(' '));

/** What an operator makes of its sides (oper() of parse_oper.c), and the sides as it takes them. */
export interface Operated {
  readonly gives: SqlType | null;
  readonly sides: readonly Node[];
  readonly takes: readonly (SqlType | null)[];
}

/** Looks an operator up for what stands on its sides; null where that does not end with one. */
export function operate(
  name: string,
  sides: readonly Typed[],
  findings: Findings,
  at: Node,
): Operated | null {
  const { catalog, major } = findings.around;
  const kinds = sides.map(({ kind }) => kind);
  const nothing = (): null => {
    findings.complete = false;
    return null;
  };
  if (kinds.includes(null)) return nothing();
  const written = name === '!=' ? '<>' : name;
  const candidates = operatorsCalled(written, sides.length, major);
  const judged = catalog.routinesComplete || (catalog.routinesSeen && everyday.has(written));
  const exact = exactly(kinds, candidates);
  const choice =
    exact === undefined ? choose(kinds, candidates, major) : { kind: 'one' as const, candidate: exact };
  if (choice.kind !== 'one') {
    if (choice.kind === 'unsure' || !judged) return nothing();
    const shown =
      kinds.length === 1 ? `${written} ${showKind(kinds[0]!)}` : kinds.map(showKind).join(` ${written} `);
    findings.wrong(
      at,
      choice.kind === 'none' ? '42883' : '42725',
      choice.kind === 'none' ? `operator does not exist: ${shown}` : `operator is not unique: ${shown}`,
    );
    return null;
  }
  const { takes, gives, changes } = choice.candidate;
  // `text || anything` is STABLE, and made into `text || anything::text` before anybody asks.
  const inlined = takes.findIndex((each) => each.name === 'anynonarray');
  if (inlined >= 0 && changes && sides[inlined] !== undefined)
    findings.converted(sides[inlined], plain('text'));
  else if (changes) findings.changes = true;
  const element = elementOf(kinds, takes);
  const wanted = takes.map((each) => resolved(each, element));
  return {
    gives: resolved(gives, element),
    takes: wanted,
    sides: sides.map((side, place) => taken(side, takes[place]!, wanted[place] ?? null, findings)),
  };
}

// A place that takes any type takes the value as it is.
function taken(side: Typed, declared: SqlType, wanted: SqlType | null, findings: Findings): Node {
  const asItIs = declared.name.startsWith('any') && side.kind !== 'unknown';
  return asItIs ? side.node : findings.converted(side, wanted);
}

/** A text that has no type yet is taken for what stands on the other side, before anything else is tried. */
function exactly(kinds: readonly Kind[], candidates: readonly Candidate[]): Candidate | undefined {
  const [left, right] = kinds;
  const known = kinds.find((kind) => kind !== 'unknown') ?? 'unknown';
  const asked: readonly Kind[] =
    kinds.length === 2 && (left === 'unknown' || right === 'unknown') ? [known, known] : kinds;
  return candidates.find(({ takes }) =>
    takes.every((wanted, at) => {
      const kind = asked[at] ?? null;
      return kind !== null && kind !== 'unknown' && sameKind(kind, wanted);
    }),
  );
}

/** What an operator gives, as a part of an expression. */
export function operated(
  name: string,
  sides: readonly Typed[],
  findings: Findings,
  at: Node,
  rebuilt: (sides: readonly Node[]) => Node,
): Typed {
  const found = operate(name, sides, findings, at);
  if (found === null) return { kind: null, node: at };
  if (found.gives === null) findings.complete = false;
  return { kind: found.gives, node: rebuilt(found.sides) };
}

export const bool: SqlType = plain('bool');
