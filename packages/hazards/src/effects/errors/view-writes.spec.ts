import { heldTo } from '../../testing/held-to';

const schema = `CREATE TABLE a (id int PRIMARY KEY, n int DEFAULT 3, t text);
CREATE VIEW v AS SELECT id, n * 2 AS d, upper(t) AS u, n FROM a; CREATE VIEW vv AS SELECT id, d, n FROM v;
CREATE VIEW computed AS SELECT n + 1 AS x, 2 AS y FROM a; CREATE VIEW counted AS SELECT count(*) AS c FROM a;
CREATE VIEW noted AS SELECT count(*) AS c FROM a; CREATE RULE also AS ON INSERT TO noted DO ALSO NOTHING;
CREATE VIEW ruled AS SELECT id, n * 2 AS d FROM a; CREATE RULE also AS ON UPDATE TO ruled DO ALSO NOTHING;`;

heldTo('rows through views', schema, [
  [
    'INSERT INTO $',
    {
      'v (id) VALUES (1)': '-',
      'v VALUES (1)': '-',
      'v (id, d) SELECT 1, 2': '0A000',
      'v (id, n, zz) VALUES (1, 2, 3)': '42703',
      'v (id, n) VALUES (1, 2) RETURNING id, d': '-',
      'v (id, n) VALUES (1, 2) ON CONFLICT (id) DO UPDATE SET n = excluded.d': '-',
      'computed DEFAULT VALUES': '55000',
      'counted (c) VALUES (1) ON CONFLICT DO NOTHING': '55000',
      'noted VALUES (1)': '55000',
      'ruled (id) VALUES (1)': '-',
    },
  ],
  [
    'UPDATE $',
    {
      'v SET d = DEFAULT': '0A000',
      'v SET id = DEFAULT': '-',
      'v SET n = true': '42804',
      "v SET n = 'x'": '22P02',
      'v SET n = 1 FROM a WHERE a.id = v.id AND v.d > 4 RETURNING v.u': '-',
      'vv SET d = 3': '0A000',
      'vv SET n = DEFAULT': '-',
      'ruled SET d = 1': '0A000',
      'ruled SET id = 1': '-',
    },
  ],
  ['DELETE FROM $', { computed: '-', counted: '55000', 'ONLY v': '-', 'v WHERE zz = 1': '42703' }],
]);

heldTo(
  'rows through views of newer servers',
  schema,
  [
    [
      'MERGE INTO v USING a ON a.id = v.id WHEN MATCHED THEN UPDATE SET $ = 1',
      { n: '0A000 -', d: '0A000', zz: '0A000 42703' },
    ],
    ['INSERT INTO v (id, d) VALUES (1, DEFAULT)', '0A000'],
    ['INSERT INTO v (id, d) VALUES (1, DEFAULT), (2, DEFAULT)', '0A000'],
    ['MERGE INTO counted USING a ON a.id = counted.c WHEN MATCHED THEN UPDATE SET c = 1', '0A000 55000'],
  ],
  [16, 18],
);

// A rule that takes the place of some rows leaves the others nowhere to go.
heldTo(
  'rules with WHERE',
  `CREATE TABLE a (id int PRIMARY KEY, n int);
CREATE VIEW v AS SELECT id, n FROM a; CREATE RULE r AS ON INSERT TO v WHERE NEW.n > 0 DO INSTEAD NOTHING;
CREATE RULE ru AS ON UPDATE TO v WHERE NEW.n > 0 DO INSTEAD NOTHING; CREATE VIEW above AS SELECT id, n FROM v;
CREATE VIEW twice AS SELECT id, n FROM a; CREATE RULE r1 AS ON INSERT TO twice WHERE NEW.n > 0 DO INSTEAD NOTHING;
CREATE RULE r2 AS ON INSERT TO twice DO INSTEAD NOTHING;
CREATE VIEW also AS SELECT id, n FROM a; CREATE RULE r AS ON INSERT TO also WHERE NEW.n > 0 DO ALSO NOTHING;
CREATE RULE r AS ON INSERT TO a WHERE NEW.n > 5 DO INSTEAD NOTHING;`,
  [
    ['INSERT INTO $ VALUES (1, 1)', { v: '55000', above: '55000', twice: '-', also: '-', a: '-' }],
    ['UPDATE $ SET n = 1', { v: '55000', above: '55000', twice: '-', also: '-' }],
    ['DELETE FROM $', { v: '-', above: '-', twice: '-' }],
  ],
);
