import { GraphQLScalarType, Kind } from 'graphql';

/** A scalar that travels as text in both directions, so that nothing is rounded on the way. */
function textScalar(name: string, description: string, pattern: RegExp): GraphQLScalarType<string, string> {
  const parse = (value: unknown): string => {
    if (typeof value === 'string' && pattern.test(value)) return value;
    throw new TypeError(`${name} cannot represent ${JSON.stringify(value)}`);
  };
  return new GraphQLScalarType({
    name,
    description,
    serialize: (value) => String(value),
    parseValue: parse,
    parseLiteral: (node) =>
      parse(
        node.kind === Kind.STRING || node.kind === Kind.INT || node.kind === Kind.FLOAT
          ? node.value
          : undefined,
      ),
  });
}

export const UUID = textScalar('UUID', 'A UUID', /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i);
export const DateTime = textScalar('DateTime', 'A moment in ISO 8601, with microseconds', /\S/);
export const CalendarDate = textScalar('Date', 'A day in ISO 8601', /\S/);
export const BigFloat = textScalar(
  'BigFloat',
  'An exact decimal number, as text',
  /^-?[0-9.eE+]+$|^NaN$|^-?Infinity$/,
);

export const RawJson = new GraphQLScalarType({ name: 'JSON', description: 'Any JSON value' });
