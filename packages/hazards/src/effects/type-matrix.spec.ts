import type { SqlType } from '../sql/types';
import { parseFormattedType } from '../sql/types';
import { hasAssignmentCast } from './errors/casts';
import { classifyTypeChange } from './type-change';

/**
 * Every change from one type to another, as one line per type. A golden file like that of `predictions.spec.ts`; which of the changes
 * PostgreSQL was asked about is in `measure/catalogue/types.mjs`.
 */
const names = [
  ...['smallint', 'integer', 'bigint', 'oid', 'regclass', 'regproc', 'regtype'],
  ...[
    'numeric',
    'numeric(10,2)',
    'numeric(12,2)',
    'numeric(12,4)',
    'numeric(10)',
    'numeric(5)',
    'numeric(4,0)',
  ],
  ...['numeric(3)', 'numeric(19)', 'numeric(18)', 'numeric(9)', 'numeric(12,8)', 'real', 'double precision'],
  ...['money', 'text', 'character varying', 'character varying(10)', 'character varying(20)', 'bpchar'],
  ...['character(5)', 'character(9)', 'name', 'bit(4)', 'bit varying', 'bit varying(4)', 'bit varying(8)'],
  ...[
    'date',
    'timestamp without time zone',
    'timestamp(3) without time zone',
    'timestamp(6) without time zone',
  ],
  ...['timestamp with time zone', 'timestamp(3) with time zone', 'time without time zone'],
  ...[
    'time(3) without time zone',
    'time with time zone',
    'time(3) with time zone',
    'interval',
    'interval(3)',
  ],
  ...['json', 'jsonb', 'xml', 'cidr', 'inet', 'macaddr', 'macaddr8', 'uuid', 'bytea', 'boolean'],
  ...['integer[]', 'bigint[]', 'text[]', 'character varying[]', 'character varying(10)[]', 'numeric(10,2)[]'],
  ...['character varying(20)[]', 'core.stage', 'core.stage[]', 'other.stage', 'core.text', 'core.integer'],
  ...['core."varchar"', 'core."numeric"', 'core."timestamp"'],
];

const types: readonly (readonly [string, SqlType])[] = names.map((name) => [name, parseFormattedType(name)]);

/** The answers with what they were given for. */
function answers(of: (to: SqlType) => unknown): string {
  const found = new Map<string, string[]>();
  for (const [name, to] of types) {
    const answer = String(of(to));
    found.set(answer, [...(found.get(answer) ?? []), name]);
  }
  return [...found].map(([answer, targets]) => `${answer}: ${targets.join(', ')}`).join('\n');
}

test.each([...types])('what a change from %s costs', (_name, from) => {
  expect(answers((to) => classifyTypeChange(from, to))).toMatchSnapshot();
});

test.each(types.filter(([name]) => name.startsWith('timestamp')))(
  '%s where the time zone is known',
  (_name, from) => {
    for (const session of [
      ...[
        'UTC',
        'Etc/UTC',
        'GMT',
        'Etc/GMT',
        'Zulu',
        'Etc/Zulu',
        'Universal',
        'Etc/Universal',
        'UCT',
        'Etc/UCT',
      ].map((timeZone) => ({ serverMajor: 12, timeZone })),
      { serverMajor: 11, timeZone: 'UTC' },
      { serverMajor: 16, timeZone: 'Europe/Berlin' },
      { serverMajor: 16 },
      { timeZone: 'UTC' },
    ])
      expect([session, answers((to) => classifyTypeChange(from, to, session))]).toMatchSnapshot();
  },
);

test.each([...types])('what %s is cast to without USING', (_name, from) => {
  expect(answers((to) => hasAssignmentCast(from, to))).toMatchSnapshot();
});
