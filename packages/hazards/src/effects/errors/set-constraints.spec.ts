import { EVERY_KIND } from '../../testing/held-schemas';
import { heldTo } from '../../testing/held-to';

// Asked of servers of all majors, and kept because each notices a change of the code that nothing above does, or was once told otherwise.
heldTo('set-constraints', EVERY_KIND, [
  [
    'SET CONSTRAINTS $',
    {
      'fk DEFERRED': '-',
      'fk2 DEFERRED': '42809',
      'nope DEFERRED': '42704',
      'public.fk DEFERRED': '-',
      'app.fk DEFERRED': '42704',
      'nope.fk DEFERRED': '3F000',
    },
  ],
]);
