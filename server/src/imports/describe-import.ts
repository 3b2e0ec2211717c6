import { minorDigits } from '../platform/minor-digits.ts';
import type { ImportReport } from './import-orders.ts';

/** The report in lines of text for a terminal. */
export function describeImport(report: ImportReport): string {
  const count = (value: number) => value.toLocaleString('en-GB');
  const money = new Intl.NumberFormat('en-GB', { style: 'currency', currency: report.currency });
  const minorUnits = 10 ** minorDigits(report.currency);
  const rejected = Object.entries(report.rejected).sort(([, one], [, other]) => other - one);
  const rejectedCount = rejected.reduce((sum, [, rows]) => sum + rows, 0);
  const facts: [string, string][] = [
    ['rows', count(report.rows)],
    ['rejected', count(rejectedCount)],
    ...rejected.map(([reason, rows]): [string, string] => [`  ${reason}`, count(rows)]),
    ['orders imported', count(report.orders_imported)],
    ['orders already there', count(report.orders_already_there)],
    ['products created', count(report.products_created)],
    ['order lines', count(report.lines)],
    ['units', count(report.units)],
    ['revenue', money.format(report.revenue / minorUnits)],
    ['distinct SKUs', count(report.skus)],
    ['named customers', count(report.customers)],
    ['largest order', `${count(report.largest_order_lines)} lines`],
  ];
  const width = Math.max(...facts.map(([name]) => name.length));
  const lines = facts.map(([name, value]) => `${name.padEnd(width)}  ${value}`);
  const where = report.rejected_file ?? `nowhere: ${report.rejected_file_problem}`;
  const rate = count(Math.round(report.rows / Math.max(report.seconds, 0.001)));
  return [...lines, `rejected rows stand in ${where}`, `${report.seconds.toFixed(1)} s, ${rate} rows/s`].join('\n');
}
