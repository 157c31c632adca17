import { withoutNewList } from './structure-differences';

const LIST = [
  'app.migrations is new',
  '+ COLUMN app.migrations."timestamp" bigint NOT NULL',
  '+ CONSTRAINT "PK_8c82" ON app.migrations PRIMARY KEY (id)',
  '+ SEQUENCE app.migrations_id_seq',
  '+ TABLE app.migrations (p)',
];

test('the list that the first run makes is no difference; what only has a name like it is', () => {
  const others = ['app.migrations2 is new', '+ TABLE my_app.migrations (p)', '- COLUMN app.person.name text'];
  expect(withoutNewList([...LIST, ...others], 'app.migrations', ['TABLE app.person (p)'])).toEqual(others);
});

test('where the list was there before, a change of it is told', () => {
  const before = ['TABLE app.migrations (p)'];
  expect(withoutNewList(LIST, 'app.migrations', before)).toEqual(LIST);
});
