import type { LoadedDataSource, LoadedMigration } from '../typeorm/protocol';
import { groupIntoUnits } from './unit';

const migration = (name: string, transaction?: boolean): LoadedMigration => ({
  name,
  className: name,
  timestamp: 1,
  transaction,
  hasDown: true,
});
const group = (transactionMode: LoadedDataSource['transactionMode'], ...pending: LoadedMigration[]) =>
  groupIntoUnits({ transactionMode } as LoadedDataSource, pending).map(({ migrations, transactional }) => [
    migrations.map(({ name }) => name).join(),
    transactional,
  ]);

test('groups as TypeORM commits', () => {
  const [a, b, c] = [migration('a'), migration('b', false), migration('c', true)];
  expect(group('all', a, migration('d'))).toEqual([['a,d', true]]);
  expect(group('each', a, b, c)).toEqual([
    ['a', true],
    ['b', false],
    ['c', true],
  ]);
  expect(group('none', a, b, c)).toEqual([
    ['a', false],
    ['b', false],
    ['c', true],
  ]);
  expect(group('all')).toEqual([]);
});
