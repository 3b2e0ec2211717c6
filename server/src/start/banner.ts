import type { Config } from '../config.ts';

const demoAccounts = ['admin@demo.test', 'vendor@demo.test', 'customer@demo.test'];
const demoPassword = 'Orderhouse-demo-1';

/** What a start tells the person who typed it. Its last line is what scripts wait for. */
export function banner(config: Config, address: string, there: { stores: number; demo: boolean }): string {
  // Without a fixed port the configuration cannot know it.
  const base = config.port === 0 ? address : config.public_url;
  const lines = [
    '',
    `  Store          ${base}/api/v1/products`,
    `  API reference  ${base}/docs`,
    `  Health         ${base}/health`,
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
