/** Where QUEUE_URL says that jobs wait. */
export type QueuePlace =
  | { kind: 'redis'; url: string }
  | { kind: 'sqs'; region: string; queue: string; endpoint: string | null };

const region = /^[a-z]{2}(-[a-z]+)+-\d$/;
const queueName = /^[A-Za-z0-9_-]{1,80}$/;

/**
 * Reads a QUEUE_URL: `redis://…`, `rediss://…`, or `sqs://region/queue`, with `?endpoint=http://…` for what speaks the
 * protocol of SQS elsewhere.
 *
 * @returns the place, or what the setting must be.
 */
export function parseQueueUrl(text: string): QueuePlace | string {
  const url = URL.parse(text);
  if (url?.host && (url.protocol === 'redis:' || url.protocol === 'rediss:')) return { kind: 'redis', url: text };
  if (!url?.host || url.protocol !== 'sqs:') return 'must be a URL that begins with redis://, rediss:// or sqs://';
  const queue = url.pathname.slice(1);
  if (!region.test(url.host)) return 'must name a region of AWS, such as sqs://eu-west-1/orderhouse-jobs';
  if (!queueName.test(queue)) return 'must name a standard queue, such as sqs://eu-west-1/orderhouse-jobs';
  const unknown = [...url.searchParams.keys()].filter((name) => name !== 'endpoint');
  if (unknown.length > 0) return `takes the parameter endpoint only, not ${unknown[0]}`;
  const endpoint = url.searchParams.get('endpoint');
  if (endpoint !== null && !/^https?:$/.test(URL.parse(endpoint)?.protocol ?? '')) {
    return 'must have an endpoint that begins with http:// or https://';
  }
  return { kind: 'sqs', region: url.host, queue, endpoint };
}
