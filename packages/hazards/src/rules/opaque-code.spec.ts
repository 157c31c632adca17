import { describeRule } from '../testing/review-sql';

describeRule('opaque-code', {
  fires: [
    [
      'CREATE TRIGGER t BEFORE UPDATE ON person FOR EACH ROW EXECUTE FUNCTION f()',
      'UPDATE person SET score = 1 WHERE id IS NULL',
    ],
    ['CREATE TRIGGER t BEFORE UPDATE ON person FOR EACH ROW EXECUTE FUNCTION f()', 'DELETE FROM person'],
    ['CREATE TRIGGER t BEFORE UPDATE ON person FOR EACH ROW EXECUTE FUNCTION f()', 'TRUNCATE person'],
    ['CREATE RULE r AS ON UPDATE TO person DO ALSO NOTHING', 'INSERT INTO person (name) VALUES (1)'],
    [
      'CREATE TABLE n (id int)',
      'CREATE TRIGGER t AFTER INSERT ON n EXECUTE FUNCTION purge()',
      'INSERT INTO n VALUES (1)',
    ],
    "DO $$ BEGIN EXECUTE format('drop table %I', current_user); END $$",
    'CALL p()',
    ["CREATE PROCEDURE purge() LANGUAGE plpgsql AS 'BEGIN DELETE FROM person; END'", 'CALL purge()'],
    'EXECUTE prepared',
    'DO LANGUAGE plpython3u $$ pass $$',
  ],
  quiet: [
    [
      'CREATE TRIGGER t BEFORE UPDATE ON person FOR EACH ROW EXECUTE FUNCTION f()',
      'UPDATE company SET score = 1 WHERE id IS NULL',
    ],
    [
      'CREATE TRIGGER t BEFORE UPDATE ON person FOR EACH ROW EXECUTE FUNCTION f()',
      'ALTER TABLE person ADD x int',
    ],
    ['CREATE POLICY p ON person USING (true)', 'UPDATE person SET score = 1'],
    'DO $$ BEGIN PERFORM 1; END $$',
    "DO $$ BEGIN EXECUTE 'SELECT 1'; END $$",
    'SELECT 1',
  ],
});
