import { describeRule } from '../testing/review-sql';

describeRule('create-trigger', {
  fires: [
    ['CREATE TABLE n (id int)', 'CREATE RULE r AS ON INSERT TO n DO ALSO DELETE FROM person'],
    'CREATE TRIGGER t BEFORE INSERT ON person FOR EACH ROW EXECUTE FUNCTION f()',
    'CREATE OR REPLACE TRIGGER t AFTER UPDATE ON core.opportunity FOR EACH ROW EXECUTE FUNCTION f()',
    'CREATE RULE r AS ON DELETE TO person DO INSTEAD NOTHING',
  ],
  quiet: [
    [
      'CREATE TABLE "note" ("id" uuid PRIMARY KEY, "body" text, "n" integer)',
      'CREATE TRIGGER t BEFORE INSERT ON note FOR EACH ROW EXECUTE FUNCTION f()',
    ],
    'CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ begin return new; end $$',
    'ALTER TABLE person ENABLE TRIGGER t',
  ],
});
