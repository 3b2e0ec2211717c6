import { type Config, isTrial } from '../config.ts';
import type { There } from './what-is-there.ts';

/** What a start tells the person who typed it. Its last line is what scripts wait for. */
export function banner(config: Config, address: string, there: There): string {
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
    const { password, emails } = there.demo;
    lines.push('', `  Demo accounts, password ${password}`, ...emails.map((email) => `    ${email}`));
    if (!isTrial(config)) lines.push('  Everybody knows it: a server for others starts with SEED=none on new data');
  }
  if (there.stores === 0) {
    const mayHaveDemo = !isTrial(config) && config.environment !== 'production';
    const demo = mayHaveDemo ? ', or start with SEED=demo' : '';
    lines.push('', `  There is no store yet: npx orderhouse store create --help${demo}`);
  }
  return `${[...lines, '', `Orderhouse is ready at ${address}`].join('\n')}\n`;
}
