import * as fc from 'fast-check';
import { SafeMigrateError } from '../errors';
import { parseMigrationName } from './name';
import { MAX_NAME_LENGTH } from './words';

const suggestionFor = (input: string): string => {
  try {
    parseMigrationName(input);
  } catch (error) {
    if (error instanceof SafeMigrateError) return /^try (\S+)/.exec(error.next)?.[1] ?? '';
    throw error;
  }
  throw new Error(`${input} was accepted`);
};

describe('the name of a migration', () => {
  it.each([
    ['AddSalesGuidanceToOpportunity', 'AddSalesGuidanceToOpportunity'],
    ['add-sales-guidance', 'AddSalesGuidance'],
    ['add sales guidance', 'AddSalesGuidance'],
    ['add_sales_guidance', 'AddSalesGuidance'],
    ['  add  sales--guidance ', 'AddSalesGuidance'],
    ['addSalesGuidance', 'AddSalesGuidance'],
    ['ADD_SALES_GUIDANCE', 'AddSalesGuidance'],
    ['ADD sales guidance', 'AddSalesGuidance'],
    ['create APIKey', 'CreateAPIKey'],
    ['update 2fa settings', 'Update2faSettings'],
    ['CreateEmailTemplateObject', 'CreateEmailTemplateObject'],
  ])('%s becomes %s', (typed, name) => {
    expect(parseMigrationName(typed)).toEqual({ name, warnings: [] });
  });

  it('says that Remove belongs to a contract phase', () => {
    expect(parseMigrationName('RemoveLegacyScore').warnings).toEqual([
      expect.stringContaining('contract phase'),
    ]);
  });

  it.each([
    ['', 'AddSalesGuidanceToOpportunity'],
    ['Add', 'AddSalesGuidance'],
    ['Addsales', 'AddSales'],
    ['Address', 'AddAddress'],
    ['SalesGuidance', 'AddSalesGuidance'],
    ['DropLegacyScore', 'RemoveLegacyScore'],
    ['rename-stage', 'UpdateStage'],
    ['AddedStage', 'AddStage'],
    ["Add'Stage'; DROP TABLE x", 'AddStageDROPTABLEX'],
    ['Add"Stage"', 'AddStage'],
    ['AddÜberStage', 'AddUberStage'],
    ['src/migrations/AddStage', 'AddStage'],
    ['..\\AddStage.ts', 'AddStage'],
    ['20260126120000-AddStage', 'AddStage'],
    ['AddStage1769428800000', 'AddStage'],
    ['AddStage2', 'AddStage2Change'],
    ['Add$tage', 'AddTage'],
    ['Add`${x}`', 'AddX'],
  ])('%s is refused, and %s is suggested', (typed, suggestion) => {
    expect(suggestionFor(typed)).toBe(suggestion);
    expect(parseMigrationName(suggestion).name).toBe(suggestion);
  });

  it('tells where a folder goes', () => {
    expect(() => parseMigrationName('src/AddStage')).toThrow(
      expect.objectContaining({ code: 'MIGRATION_NAME', next: expect.stringContaining('--directory') }),
    );
  });

  it('has a length that it accepts and one that it does not', () => {
    const longest = `Add${'X'.repeat(MAX_NAME_LENGTH - 3)}`;
    expect(parseMigrationName(longest).name).toBe(longest);
    expect(suggestionFor(`${longest}X`)).toBe(longest);
  });

  it('accepts identifiers only, and only suggests what it accepts', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' })), (typed) => {
        try {
          expect(parseMigrationName(typed).name).toMatch(/^(Add|Create|Update|Remove)[A-Z0-9][A-Za-z0-9]*$/);
        } catch (error) {
          if (!(error instanceof SafeMigrateError)) throw error;
          const suggestion = /^try (\S+)/.exec(error.next)?.[1] ?? '';
          expect(parseMigrationName(suggestion).name).toBe(suggestion);
        }
      }),
    );
  });
});
