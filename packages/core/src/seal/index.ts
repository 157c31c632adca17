export { installSeal, type SealOptions, type SealReport } from './install';
export { DEFAULT_POLICY, parseAllowance, type Allowance } from './policy';
export { removeSeal } from './remove';
export { readIdentity, readSealProblems, type Identity } from './state';
export { isSealed, takeSealTicket, type SealTicket } from './ticket';
export { putSealToSleep } from './copy';
