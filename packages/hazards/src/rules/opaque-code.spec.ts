import { describeRule } from '../testing/review-sql';

describeRule('opaque-code', {
  fires: [
    [
      'CREATE TABLE n (id int)',
      'CREATE TRIGGER t AFTER INSERT ON n EXECUTE FUNCTION purge()',
      'INSERT INTO n VALUES (1)',
    ],
    "DO $$ BEGIN EXECUTE format('drop table %I', current_user); END $$",
    'CALL p()',
    'EXECUTE prepared',
    'DO LANGUAGE plpython3u $$ pass $$',
  ],
  quiet: ['DO $$ BEGIN PERFORM 1; END $$', "DO $$ BEGIN EXECUTE 'SELECT 1'; END $$", 'SELECT 1'],
});
