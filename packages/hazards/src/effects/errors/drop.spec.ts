import { EVERY_KIND } from '../../testing/held-schemas';
import { heldTo } from '../../testing/held-to';

// Asked of servers of all majors, and kept because each notices a change of the code that nothing above does, or was once told otherwise.
heldTo('drop', EVERY_KIND, [
  [
    'DROP $',
    {
      'TABLE t': '2BP01',
      'TABLE nowhere': '42P01',
      'TABLE IF EXISTS org, nowhere': '2BP01',
      'TABLE t_x': '42809',
      'SEQUENCE sq': '-',
      'TABLE t_i_seq': '42809',
      'RULE ru ON org': '-',
      'RULE nope ON org': '42704',
      'RULE "_RETURN" ON v': '2BP01',
      'RULE "_RETURN" ON org': '42704',
      'POLICY "_RETURN" ON v': '42704',
      'STATISTICS st': '-',
    },
  ],
  ['DROP $', { 'STATISTICS nope': '42704', 'FUNCTION g(text)': '42883', 'COLLATION nice': '-' }],
]);
