/**
 * Statements that are not translated into actions, of which it is known that they neither make nor drop nor rename a relation, a type
 * or a function: after them what was known of the schema is still all there is.
 */
export const makesNoRelation: ReadonlySet<string> = new Set(
  `CreateRoleStmt AlterRoleStmt AlterRoleSetStmt ReassignOwnedStmt CreateSubscriptionStmt
   AlterSubscriptionStmt DropSubscriptionStmt AlterOperatorStmt
   CreateConversionStmt CreateTransformStmt CreateFdwStmt AlterFdwStmt CreateForeignServerStmt AlterForeignServerStmt
   CreateUserMappingStmt AlterUserMappingStmt DropUserMappingStmt CreateEventTrigStmt AlterEventTrigStmt CreateAmStmt CreatePLangStmt
   AlterDatabaseStmt AlterDatabaseSetStmt AlterDatabaseRefreshCollStmt SecLabelStmt  AlterStatsStmt
   AlterTSDictionaryStmt AlterTSConfigurationStmt AlterCollationStmt AlterTypeStmt AlterObjectDependsStmt AlterTableSpaceOptionsStmt
   NotifyStmt ListenStmt UnlistenStmt CheckPointStmt LoadStmt PrepareStmt DeallocateStmt DeclareCursorStmt FetchStmt ClosePortalStmt`.match(
    /\S+/g,
  ),
);
