import { counted } from '../../lib/counted.ts';

/** @returns what became of so many jobs: `2 jobs are forgotten; 3 more are left.` */
export function told(done: number, remaining: number, what: string): string {
  if (done === 0) return 'There was nothing to do.';
  const jobs = counted(done, 'job is', 'jobs are');
  const more = counted(remaining, 'more is', 'more are');
  return remaining === 0 ? `${jobs} ${what}.` : `${jobs} ${what}; ${more} left.`;
}
