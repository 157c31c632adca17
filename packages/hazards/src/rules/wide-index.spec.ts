import { describeRule } from '../testing/review-sql';

describeRule('wide-index', {
  fires: [
    'CREATE INDEX i ON person (name, code, score, amount)',
    'CREATE INDEX i ON core."opportunity" (name, lower(code), score, amount, id)',
    'CREATE INDEX IF NOT EXISTS i ON nowhere USING gin (a, b, c, d)',
  ],
  quiet: [
    'CREATE INDEX i ON person (name, code, score)',
    'CREATE UNIQUE INDEX i ON person (name, code, score, amount)',
    'CREATE INDEX i ON person (name) INCLUDE (code, score, amount)',
  ],
});
