import { heldTo } from '../../testing/held-to';

heldTo(
  'enforced',
  `CREATE TABLE t (id int, a int, CONSTRAINT loose CHECK (a IS NOT NULL) NOT ENFORCED);
CREATE TABLE strict (id int, CONSTRAINT p CHECK (id > 0));
CREATE TABLE lax (id int, CONSTRAINT p CHECK (id > 0) NOT ENFORCED);
CREATE TABLE same (id int, CONSTRAINT p CHECK (id > 0));
CREATE TABLE parted (id int, CONSTRAINT p CHECK (id > 0)) PARTITION BY RANGE (id);`,
  [
    [
      'CREATE TABLE n (id int $)',
      {
        'CHECK (id > 0) NOT ENFORCED': '-',
        'CHECK (id > 0) ENFORCED': '-',
        'UNIQUE NOT ENFORCED': '42601',
        'PRIMARY KEY NOT ENFORCED': '42601',
        'NOT NULL NOT ENFORCED': '42601',
        'NOT ENFORCED': '42601',
        'CHECK (id > 0) NOT ENFORCED ENFORCED': '42601',
        'CHECK (id > 0) NOT ENFORCED NOT ENFORCED': '42601',
        'REFERENCES strict NOT ENFORCED': '42704',
      },
    ],
    ['ALTER TABLE t ADD n int $', { 'CHECK (n > 0) NOT ENFORCED': '-', 'UNIQUE NOT ENFORCED': '42601' }],
    [
      'ALTER TABLE t $',
      {
        'ALTER CONSTRAINT loose ENFORCED': '42809',
        'ALTER CONSTRAINT loose NOT ENFORCED': '42809',
        'VALIDATE CONSTRAINT loose': '55000',
        'ADD CHECK (nope > 0) NOT ENFORCED': '42703',
        'ADD UNIQUE (id) NOT ENFORCED': '0A000',
      },
    ],
    ['ALTER TABLE $ INHERIT strict', { lax: '42P17', same: '-' }],
    ['ALTER TABLE $ INHERIT lax', { strict: '-', same: '-' }],
    ['ALTER TABLE parted ATTACH PARTITION $ DEFAULT', { lax: '42P17', same: '-' }],
    [
      'CREATE TABLE n (CONSTRAINT p CHECK (id > 0) $) INHERITS (strict)',
      { 'NOT ENFORCED': '42P17', '': '-' },
    ],
    ['CREATE TABLE n (CONSTRAINT p CHECK (id > 0) $) INHERITS (lax)', { 'NOT ENFORCED': '-', '': '-' }],
    ['CREATE DOMAIN n AS int CHECK (VALUE > 0) $', { 'NOT ENFORCED': '42P17', ENFORCED: '42P17' }],
  ],
  [18],
);

heldTo(
  'enforced, before PostgreSQL 18',
  'CREATE TABLE t (id int);',
  [
    ['CREATE DOMAIN n AS int CHECK (VALUE > 0) NOT ENFORCED', '42601'],
    ['CREATE TABLE n (id int CHECK (id > 0) $)', { 'NOT ENFORCED': '42601', ENFORCED: '42601' }],
    ['ALTER TABLE t ADD CHECK (id > 0) NOT ENFORCED', '42601'],
  ],
  [11, 15],
);
