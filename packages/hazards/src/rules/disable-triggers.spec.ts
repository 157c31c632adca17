import { describeRule } from '../testing/review-sql';

describeRule('disable-triggers', {
  fires: [
    'ALTER TABLE person DISABLE TRIGGER ALL',
    'ALTER TABLE person DISABLE TRIGGER USER',
    'ALTER TABLE opportunity ENABLE ALWAYS TRIGGER t',
    'ALTER TABLE person DISABLE RULE r',
  ],
  quiet: [
    'ALTER TABLE person ENABLE TRIGGER t',
    [
      'CREATE TABLE "note" ("id" uuid PRIMARY KEY, "body" text, "n" integer)',
      'ALTER TABLE note DISABLE TRIGGER ALL',
    ],
    'ALTER TABLE person ENABLE ROW LEVEL SECURITY',
  ],
});
