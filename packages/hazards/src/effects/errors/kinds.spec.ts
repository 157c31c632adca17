import { heldTo } from '../../testing/held-to';

const schema = `CREATE TABLE member (a int, b int, c int, UNIQUE (a) INCLUDE (b), PRIMARY KEY (c) INCLUDE (b)); CREATE TABLE t (a int, m int);
CREATE VIEW v AS SELECT c FROM member; CREATE MATERIALIZED VIEW mv AS SELECT c FROM member; CREATE SEQUENCE s;`;

heldTo('kinds', schema, [
  ['INSERT INTO mv VALUES (1)', '42809'],
  ['UPDATE mv SET c = 1', '42809'],
  ['DELETE FROM mv', '42809'],
  ['INSERT INTO s VALUES (1)', '42809'],
  ['ALTER TABLE t ADD FOREIGN KEY (m) REFERENCES v (c)', '42809'],
  ['ALTER TABLE t ADD FOREIGN KEY (m) REFERENCES mv (c)', '42809'],
  ['ALTER TABLE t ADD FOREIGN KEY (m) REFERENCES member', '-'],
  // A name is made of the keys and of what the index holds besides.
  ['ALTER TABLE member DROP CONSTRAINT member_a_b_key', '-'],
  ['ALTER TABLE member DROP CONSTRAINT member_a_key', '42704'],
  ['DROP INDEX member_a_b_key', '2BP01'],
  ['DISCARD ALL', '25001'],
]);
