import { EVERY_KIND } from '../../testing/held-schemas';
import { heldTo } from '../../testing/held-to';

// Asked of servers of all majors, and kept because each notices a change of the code that nothing above does, or was once told otherwise.
heldTo('created-objects', EVERY_KIND, [
  [
    'CREATE $',
    {
      'POLICY po ON t': '42710',
      'POLICY z ON v': '42809',
      'TRIGGER tr AFTER INSERT ON t FOR EACH ROW EXECUTE PROCEDURE f()': '42710',
      "FUNCTION z() RETURNS int LANGUAGE sql AS 'SELECT 1'": '-',
      "OR REPLACE FUNCTION g(a int) RETURNS int LANGUAGE sql AS 'SELECT 1'": '-',
      "FUNCTION z() RETURNS nosuch LANGUAGE sql AS 'SELECT 1'": '42704',
      "FUNCTION z() RETURNS int LANGUAGE nope AS 'SELECT 1'": '42704',
      "FUNCTION z() RETURNS int LANGUAGE sql AS 'SELECT nope FROM t'": '42703',
      "FUNCTION z() RETURNS int LANGUAGE sql AS 'SELECT 1 FROM nowhere'": '42P01',
      "FUNCTION z() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'": '-',
    },
  ],
]);
