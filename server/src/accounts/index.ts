export { openAccounts } from './accounts.ts';
export { needSecureCookies } from './cookies.ts';
export { createUser } from './create-user.ts';
export { findProductOwner } from './find-product-owner.ts';
export { createHashing, type HashingCost, type HashingQueue, recommendedCost } from './hashing.ts';
export { identifyCallers } from './identify.ts';
export { listUsers } from './list-users.ts';
export { registerAccountRoutes } from './routes.ts';
export { canOwnProducts } from './statements.ts';
