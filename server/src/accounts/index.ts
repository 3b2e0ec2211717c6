export { openAccounts } from './accounts.ts';
export { needSecureCookies } from './cookies.ts';
export { createUser } from './create-user.ts';
export { createHashing, type HashingCost, recommendedCost } from './hashing.ts';
export { identifyCallers } from './identify.ts';
export { listUsers } from './list-users.ts';
export { registerAccountRoutes } from './routes.ts';
