import { type Config, isTrial } from '../config.ts';
import type { There } from './what-is-there.ts';

function databaseOf(config: Config): string {
  return config.database_url === null ? `PostgreSQL in ${config.data_dir}` : new URL(config.database_url).host;
}

function jobsOf({ queue_url }: Config): string {
  if (queue_url === null) return 'in the database';
  return queue_url.kind === 'redis' ? `Redis at ${new URL(queue_url.url).host}` : `SQS, ${queue_url.queue}`;
}

/** What the start of a worker tells; it ends with the same line. */
export function workerBanner(config: Config, address: string): string {
  const lines = [
    '',
    `  Health         ${address}/health`,
    `  Metrics        ${address}/metrics`,
    `  Database       ${databaseOf(config)}`,
    `  Jobs           ${jobsOf(config)}`,
    '',
    `Orderhouse is ready at ${address}`,
  ];
  return `${lines.join('\n')}\n`;
}

/** What a start tells the person who typed it. Its last line is what scripts wait for. */
export function banner(config: Config, address: string, there: There): string {
  // Without a fixed port the configuration cannot know it.
  const base = config.port === 0 ? address : config.public_url;
  const lines = [
    '',
    `  Web app        ${there.hasWebApp ? `${base}/` : 'not built: npm run build makes it'}`,
    `  API            ${base}/api/v1`,
    `  API reference  ${base}/docs`,
    `  Health         ${base}/health`,
    `  Database       ${databaseOf(config)}`,
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
