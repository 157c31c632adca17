import { MANY_NAMES } from '../../testing/held-schemas';
import { heldTo } from '../../testing/held-to';

// Asked of servers of all majors, and kept because each notices a change of the code that nothing above does, or was once told otherwise.
heldTo('rename', MANY_NAMES, [
  [
    'ALTER $',
    {
      'TABLE t RENAME TO mood': '42710',
      'TABLE nowhere RENAME TO z': '42P01',
      'MATERIALIZED VIEW nowhere RENAME TO z': '42P01',
      'FOREIGN TABLE nowhere RENAME TO z': '42P01',
      'INDEX t_x RENAME TO t': '42P07',
      'INDEX t_x RENAME TO z': '-',
      'INDEX t_pkey RENAME TO ck': '42710',
      'TABLE t_x RENAME TO z': '-',
      'SEQUENCE nowhere RENAME TO z': '42P01',
      'VIEW t_x RENAME TO z': '42809',
      'SEQUENCE t_x RENAME TO z': '42809',
      'SEQUENCE sq RENAME TO mood': '42710 - -',
    },
  ],
  [
    'ALTER TABLE $',
    {
      't RENAME id TO x': '42701',
      't RENAME nope TO z': '42703',
      't RENAME id TO xmin': '42701',
      't RENAME ctid TO z': '0A000',
      't RENAME CONSTRAINT ck TO ck2': '42710',
      't RENAME CONSTRAINT t_pkey TO u': '42P07',
      'kid RENAME CONSTRAINT pc TO z': '42P16',
      'ty RENAME a TO z': '42809',
      'ty RENAME nope TO z': '42809',
      'nowhere RENAME a TO b': '42P01',
      'nowhere RENAME CONSTRAINT a TO b': '42P01',
      't_x RENAME x TO z': '-',
    },
  ],
  ['ALTER TABLE v RENAME CONSTRAINT a TO b', '42704'],
  [
    'ALTER $',
    {
      'TRIGGER tr ON nowhere RENAME TO z': '42P01',
      'RULE ru ON nowhere RENAME TO z': '42P01',
      'POLICY po ON nowhere RENAME TO z': '42P01',
      'SCHEMA app RENAME TO public': '42P06',
      'SCHEMA app RENAME TO z': '-',
      'SCHEMA app RENAME TO pg_z': '42939',
    },
  ],
]);
