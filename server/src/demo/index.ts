export { type DemoAccounts, findDemoAccounts } from './find-demo-accounts.ts';
export { seedDemo } from './seed-demo.ts';
