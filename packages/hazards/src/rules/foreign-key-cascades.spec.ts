import { describeRule } from '../testing/review-sql';

describeRule('foreign-key-cascades', {
  fires: [
    'CREATE TABLE n (a uuid REFERENCES person(id) ON DELETE CASCADE)',
    'ALTER TABLE person ADD FOREIGN KEY (id) REFERENCES company(id) ON DELETE CASCADE NOT VALID',
    'ALTER TABLE person ADD x uuid REFERENCES company(id) ON UPDATE CASCADE ON DELETE CASCADE',
  ],
  quiet: [
    'CREATE TABLE n (a uuid REFERENCES person(id))',
    'ALTER TABLE person ADD FOREIGN KEY (id) REFERENCES company(id) ON DELETE SET NULL',
    'ALTER TABLE person ADD x uuid REFERENCES company(id) ON UPDATE CASCADE',
  ],
});
