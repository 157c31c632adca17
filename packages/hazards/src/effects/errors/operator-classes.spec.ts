import { EVERY_KIND } from '../../testing/held-schemas';
import { heldTo } from '../../testing/held-to';

// Asked of servers of all majors, and kept because each notices a change of the code that nothing above does, or was once told otherwise.
heldTo('operator-classes', EVERY_KIND, [
  [
    'CREATE INDEX ON t $',
    { '(x text_ops)': '-', '(x int4_ops)': '42804', '(x pg_catalog.nope_ops)': '42704' },
  ],
  ['CREATE INDEX ON t USING rtree (pt)', '-'],
  [
    'CREATE INDEX ON par $',
    { "(('{}'::text[]))": '-', '((ARRAY[id]))': '-', '((point(1, 2)))': '42704', '((par))': '-' },
  ],
  ['CREATE INDEX ON org USING gin ((to_tsvector(code)))', '42P17'],
]);
