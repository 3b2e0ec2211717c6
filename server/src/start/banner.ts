import type { Config } from '../config.ts';

const demoAccounts = ['admin@demo.test', 'vendor@demo.test', 'customer@demo.test'];
const demoPassword = 'Orderhouse-demo-1';

/** What a start tells the person who typed it. Its last line is what scripts wait for. */
export function banner(config: Config, address: string, there: { stores: number; demo: boolean }): string {
  const lines = [
    '',
    `  Store          ${config.public_url}/api/v1/products`,
    `  API reference  ${config.public_url}/docs`,
    `  Health         ${config.public_url}/health`,
    `  Database       ${config.database_url === null ? `PostgreSQL in ${config.data_dir}` : new URL(config.database_url).host}`,
  ];
  if (there.demo) {
    lines.push('', `  Demo accounts, password ${demoPassword}`, ...demoAccounts.map((email) => `    ${email}`));
  }
  if (there.stores === 0) {
    lines.push('', '  There is no store yet: npx orderhouse store create --help');
  }
  return `${[...lines, '', `Orderhouse is ready at ${address}`].join('\n')}\n`;
}
