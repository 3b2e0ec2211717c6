export { type AccountSettings, type Accounts, openAccounts } from './accounts.ts';
export { needSecureCookies } from './cookies.ts';
export { createUser } from './create-user.ts';
export { createHashing, type Hashing, type HashingCost, recommendedCost } from './hashing.ts';
export { identifyCallers } from './identify.ts';
export { listUsers } from './list-users.ts';
export { type CookieSettings, registerAccountRoutes } from './routes.ts';
export type { NewUser } from './user.ts';
