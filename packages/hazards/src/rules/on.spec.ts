import { Catalog } from '../catalog/catalog';
import { StatementJudge } from '../review/statement-judge';
import { loadParser, parseText } from '../sql/parser';
import { fuzzCorpus } from '../testing/fuzz-corpus';
import { rules } from '.';
import type { Subject } from './rule';

describe('what a rule is asked about', () => {
  beforeAll(loadParser);

  it('leaves out no kind of action that it has something to say about', () => {
    const missed = new Set<string>();
    let asked = 0;
    const ask = (subject: Subject): void => {
      for (const rule of rules) {
        if (rule.on === undefined || rule.on.includes(subject.action.kind)) continue;
        asked += 1;
        if (rule.check(subject).length > 0) missed.add(`${rule.id}: ${subject.action.kind}`);
      }
    };
    const texts = fuzzCorpus().statements.map((tokens) => tokens.join(''));
    for (const direction of ['up', 'down'] as const) {
      const judge = new StatementJudge(new Catalog(['public']), {
        direction,
        serverMajor: 18,
        up: [],
        rollsBack: true,
      });
      for (const sql of texts) judge.judge({ sql, inTransaction: false }, parseText(sql), ask);
    }
    expect([...missed]).toEqual([]);
    expect(asked).toBeGreaterThan(100_000);
  });
});
