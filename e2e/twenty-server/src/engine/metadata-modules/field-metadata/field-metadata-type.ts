/** What a field holds, as the API and the front end name it. */
export enum FieldMetadataType {
  ARRAY = 'ARRAY',
  BOOLEAN = 'BOOLEAN',
  DATE = 'DATE',
  DATE_TIME = 'DATE_TIME',
  MULTI_SELECT = 'MULTI_SELECT',
  NUMBER = 'NUMBER',
  NUMERIC = 'NUMERIC',
  RAW_JSON = 'RAW_JSON',
  SELECT = 'SELECT',
  TEXT = 'TEXT',
  UUID = 'UUID',
}
